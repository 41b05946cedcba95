import { and, desc, eq, gt } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { describeUserAgent } from '@/server/describe-user-agent';
import { sessions } from '../../models/z.session';
import { idleLimit, totalLimit } from './session-expiry';

/** More than anybody reads; "end all others" ends those beyond it too. */
const LISTED_MAX = 100;

/**
 * Where a person is signed in: the session that asks first, then by last use. A session's id is the
 * hash of its token and opens nothing.
 */
export async function listSessions(input: { userId: string; sessionId: string; now?: Date }) {
	const { userId, sessionId, now = new Date() } = input;
	const rows = await db
		.select({
			id: sessions.id,
			method: sessions.method,
			userAgent: sessions.userAgent,
			createdAt: sessions.createdAt,
			lastUsedAt: sessions.lastUsedAt
		})
		.from(sessions)
		.where(
			and(
				eq(sessions.userId, userId),
				gt(sessions.lastUsedAt, new Date(now.getTime() - idleLimit)),
				gt(sessions.createdAt, new Date(now.getTime() - totalLimit))
			)
		)
		.orderBy(desc(eq(sessions.id, sessionId)), desc(sessions.lastUsedAt))
		.limit(LISTED_MAX);
	return rows.map(({ userAgent, ...session }) => ({
		...session,
		...describeUserAgent(userAgent),
		isCurrent: session.id === sessionId
	}));
}

export type ListedSession = Awaited<ReturnType<typeof listSessions>>[number];
