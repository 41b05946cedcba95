import type { Executor } from '@/server/db/create-db';
import { createLucia } from './lucia';

/** Ends every session of a person, on every device. */
export async function deleteUserSessions(
	{ userId }: { userId: string },
	executor: Executor
): Promise<void> {
	await createLucia(executor).invalidateUserSessions(userId);
}
