import { and, eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { passkeys } from '../../models/z.passkey';
import { totps } from '../../models/z.totp';
import { users } from '../../models/z.user';
import { deleteRecoveryCodes } from '../factors/recovery-codes/recovery-code-store';
import { keepRemovedFactor } from '../factors/removed/removed-factors';

/**
 * Removes every second factor of an account, as its owner has lost them: apps, recovery codes, the
 * switch, and passkeys, each of which stands for both factors. Kept for a week, so that whoever is
 * told of it can bring them back.
 * @param input.exceptPasskeys leaves those: they are ways in, too.
 */
export async function deleteSecondFactors(
	{ userId, exceptPasskeys = false, now }: { userId: string; exceptPasskeys?: boolean; now: Date },
	tx: Executor
): Promise<void> {
	const apps = await tx.delete(totps).where(eq(totps.userId, userId)).returning();
	const confirmed = apps.filter(({ confirmedAt }) => confirmedAt !== null);
	const keys = exceptPasskeys
		? []
		: await tx.delete(passkeys).where(eq(passkeys.userId, userId)).returning();
	await deleteRecoveryCodes({ userId, now }, tx);
	const switched = await tx
		.update(users)
		.set({ asksSecondStep: false })
		.where(and(eq(users.id, userId), eq(users.asksSecondStep, true)))
		.returning({ id: users.id });

	await keepRemovedFactor({ userId, kind: 'totp', rows: confirmed, now }, tx);
	await keepRemovedFactor({ userId, kind: 'passkey', rows: keys, now }, tx);
	const before = switched.map(() => ({ asksSecondStep: true }));
	await keepRemovedFactor({ userId, kind: 'second-step', rows: before, now }, tx);
}
