import { and, eq, gte, isNull, or } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { Executor } from '@/server/db/create-db';
import { passkeys } from '../../../models/z.passkey';
import { recoveryCodes, shownRecoveryCodes } from '../../../models/z.recovery-code';
import { totps } from '../../../models/z.totp';

/**
 * Removes the factors that somebody may have added to an account since a moment, in the transaction
 * that gives it back: passkeys, apps, also those that were begun before and had their first code
 * later, and recovery codes. None of them is kept.
 */
export async function deleteFactorsSince(
	{ userId, since }: { userId: string; since: Date },
	executor: Executor
): Promise<void> {
	await executor
		.delete(passkeys)
		.where(and(eq(passkeys.userId, userId), gte(passkeys.createdAt, since)));
	const isLater = or(isNull(totps.confirmedAt), gte(totps.confirmedAt, since));
	await executor.delete(totps).where(and(eq(totps.userId, userId), isLater));
	await executor
		.delete(recoveryCodes)
		.where(and(eq(recoveryCodes.userId, userId), gte(recoveryCodes.createdAt, since)));
	const shownSince = new Date(since.getTime() + lifetimes.shownRecoveryCodes);
	await executor
		.delete(shownRecoveryCodes)
		.where(
			and(eq(shownRecoveryCodes.userId, userId), gte(shownRecoveryCodes.expiresAt, shownSince))
		);
}
