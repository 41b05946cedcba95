import { and, eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { sessions } from '../../models/z.session';

/**
 * Whether a person's session is still there. What gives or takes a way in, or signs others out, asks
 * in the transaction that does it: the session may have ended since the request came, by its owner's
 * own hand.
 */
export async function hasSession(
	{ userId, sessionId }: { userId: string; sessionId: string },
	executor: Executor
): Promise<boolean> {
	const [session] = await executor
		.select({ id: sessions.id })
		.from(sessions)
		.where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)));
	return session !== undefined;
}
