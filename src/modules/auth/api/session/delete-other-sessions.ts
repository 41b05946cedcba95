import { and, eq, ne } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { sessions } from '../../models/z.session';
import { deletePendingSignIns } from './delete-pending-sign-ins';

/** Ends every session of a person but one, and every sign-in that waits to become one. */
export async function deleteOtherSessions(
	{ userId, sessionId }: { userId: string; sessionId: string },
	executor: Executor
): Promise<void> {
	await executor
		.delete(sessions)
		.where(and(eq(sessions.userId, userId), ne(sessions.id, sessionId)));
	await deletePendingSignIns({ userId }, executor);
}
