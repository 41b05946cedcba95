import { and, eq, lte } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { log } from '@/server/log';
import { hashToken } from '@/server/secrets';
import { sessions } from '../../models/z.session';
import { lucia } from './lucia';
import { touchInterval } from './session-expiry';

/**
 * The session that a cookie's token opens, with its user, or `null` where it is unknown or has
 * ended. Each call counts as a use; the time of use is written at most once an hour, behind the
 * answer, so that a locked database cannot hold up a page.
 */
export async function validateSession(token: string, now = new Date()) {
	const { session, user } = await lucia.validateSession(hashToken(token));
	if (!session) return null;
	const touchedBefore = new Date(now.getTime() - touchInterval);
	if (session.lastUsedAt <= touchedBefore) {
		db.update(sessions)
			.set({ lastUsedAt: now })
			.where(and(eq(sessions.id, session.id), lte(sessions.lastUsedAt, touchedBefore)))
			.catch((error: unknown) => log.warn({ err: error }, 'session use not recorded'));
	}
	return { session, user };
}

export type SignedIn = NonNullable<Awaited<ReturnType<typeof validateSession>>>;
export type SignedOut = { user: null; session: null };
