import type { Executor } from '@/server/db/create-db';
import { deletePendingSignIns } from './delete-pending-sign-ins';
import { createLucia } from './lucia';

/** Ends every session of a person, on every device, and every sign-in that waits to become one. */
export async function deleteUserSessions(
	{ userId }: { userId: string },
	executor: Executor
): Promise<void> {
	await createLucia(executor).invalidateUserSessions(userId);
	await deletePendingSignIns({ userId }, executor);
}
