import { eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { recoveryCodes } from '../../../models/z.recovery-code';
import { keepRemovedFactor } from '../removed/removed-factors';
import { deleteRecoveryCodes } from './recovery-code-store';

/**
 * Makes an account's recovery codes worth nothing, in the transaction of what takes their place or
 * ends the second step. They are kept like every removed factor: a thief voids the owner's first.
 * @returns whether there were any.
 */
export async function voidRecoveryCodes(
	{ userId, now }: { userId: string; now: Date },
	executor: Executor
): Promise<boolean> {
	const rows = await executor.select().from(recoveryCodes).where(eq(recoveryCodes.userId, userId));
	await keepRemovedFactor({ userId, kind: 'recovery-codes', rows, now }, executor);
	await deleteRecoveryCodes({ userId }, executor);
	return rows.length > 0;
}
