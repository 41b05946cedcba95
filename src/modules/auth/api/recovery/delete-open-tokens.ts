import { and, eq, notInArray } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { tokens } from '../../models/z.token';

/**
 * Voids every mailed link of an account but those by which its owner takes something back: whoever
 * resets a password or changes the address must not be able to take these away.
 */
export async function deleteOpenTokens(
	{ userId }: { userId: string },
	executor: Executor
): Promise<void> {
	await executor
		.delete(tokens)
		.where(and(eq(tokens.userId, userId), notInArray(tokens.purpose, ['email-undo', 'not-me'])));
}
