import { and, eq, gt, isNull, lte, ne } from 'drizzle-orm';
import { getStoredKey } from '$modules/keys/api/stored-key';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import type { SealedRows } from '@/server/db/sealed-rows';
import { seal, unseal } from '@/server/seal';
import { recoveryCodes, shownRecoveryCodes } from '../../../models/z.recovery-code';
import { keepRemovedFactor } from '../removed/removed-factors';
import { useUpCurrentCodes } from '../totp/totp-code';
import {
	createRecoveryCode,
	hashRecoveryCode,
	readRecoveryCode,
	RECOVERY_CODES
} from './recovery-code';

const SHOWN = 'shown-recovery-codes';

/** A set that was made and is not stored yet. */
export type NewRecoveryCodes = { userId: string; hashes: string[]; sealed: string };

/**
 * Makes a set of codes, before the transaction that stores it.
 * @returns `null` where the key is lost under which they would be kept.
 */
export async function makeRecoveryCodes({
	userId
}: {
	userId: string;
}): Promise<NewRecoveryCodes | null> {
	const key = await getStoredKey('recovery-codes');
	if (!key) return null;
	const codes = new Set<string>();
	while (codes.size < RECOVERY_CODES) codes.add(createRecoveryCode());
	const all = [...codes];
	const hashes = all.map((code) => hashRecoveryCode(key, userId, readRecoveryCode(code)!));
	return { userId, hashes, sealed: seal(SHOWN, userId, JSON.stringify(all)) };
}

/** Stores a set, which voids the one before, and keeps it for the page that shows it. */
export async function storeRecoveryCodes(
	{ userId, hashes, sealed }: NewRecoveryCodes,
	now: Date,
	executor: Executor
): Promise<void> {
	await deleteRecoveryCodes({ userId, now }, executor);
	await executor
		.insert(recoveryCodes)
		.values(hashes.map((hash) => ({ hash, userId, createdAt: now })));
	const expiresAt = new Date(now.getTime() + lifetimes.shownRecoveryCodes);
	await executor.insert(shownRecoveryCodes).values({ userId, sealed, expiresAt });
}

/**
 * Removes all codes of an account, and the set that is shown. They are kept for a while, as every
 * removed factor is.
 */
export async function deleteRecoveryCodes(
	{ userId, now }: { userId: string; now: Date },
	executor: Executor
): Promise<void> {
	const rows = await executor
		.delete(recoveryCodes)
		.where(eq(recoveryCodes.userId, userId))
		.returning();
	await keepRemovedFactor({ userId, kind: 'recovery-codes', rows, now }, executor);
	await executor.delete(shownRecoveryCodes).where(eq(shownRecoveryCodes.userId, userId));
}

/** The set that was made in the last minutes, until its owner says that it is kept; or `null`. */
export async function getShownRecoveryCodes(
	{ userId }: { userId: string },
	now = new Date()
): Promise<string[] | null> {
	const row = await db
		.select()
		.from(shownRecoveryCodes)
		.where(eq(shownRecoveryCodes.userId, userId))
		.get();
	if (!row || row.expiresAt <= now) return null;
	const codes = unseal(SHOWN, userId, row.sealed);
	return codes === null ? null : (JSON.parse(codes) as string[]);
}

/** The sets that are shown, as the change of `AUTH_SECRET` finds them. */
export const sealedShownCodes: SealedRows = {
	table: shownRecoveryCodes,
	id: shownRecoveryCodes.userId,
	sealed: shownRecoveryCodes.sealed,
	purpose: SHOWN
};

/** Whether a set that was made after `since` is shown to its owner still. */
export async function isNewerSetShown(
	{ userId, since, now }: { userId: string; since: Date; now: Date },
	executor: Executor
): Promise<boolean> {
	const isNewer = gt(recoveryCodes.createdAt, since);
	const isShown = gt(shownRecoveryCodes.expiresAt, now);
	const found = await executor
		.select({ madeAt: recoveryCodes.createdAt })
		.from(recoveryCodes)
		.innerJoin(shownRecoveryCodes, eq(shownRecoveryCodes.userId, recoveryCodes.userId))
		.where(and(eq(recoveryCodes.userId, userId), isNewer, isShown))
		.limit(1)
		.get();
	return found !== undefined;
}

/**
 * Housekeeping: sets of codes that were shown for long enough go, sealed as they are. That nobody has
 * said they are kept stays, so that the settings go on asking.
 */
export async function forgetShownCodes(now = new Date()): Promise<void> {
	const isOver = and(lte(shownRecoveryCodes.expiresAt, now), ne(shownRecoveryCodes.sealed, ''));
	await db.update(shownRecoveryCodes).set({ sealed: '' }).where(isOver);
}

/** Whether an account was given a set, however many of it are used. */
export const hasRecoveryCodes = async (
	{ userId }: { userId: string },
	executor: Executor = db
): Promise<boolean> => (await executor.$count(recoveryCodes, eq(recoveryCodes.userId, userId))) > 0;

/** How many codes an account has left. */
export const countRecoveryCodes = ({ userId }: { userId: string }, executor: Executor = db) =>
	executor.$count(
		recoveryCodes,
		and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt))
	);

/**
 * What a code is stored as, before the transaction that uses it up.
 * @param input.code its letters, as `readRecoveryCode` gives them.
 * @returns `null` where the key is lost under which codes are kept.
 */
export async function recoveryCodeHash(input: {
	userId: string;
	code: string;
}): Promise<string | null> {
	const key = await getStoredKey('recovery-codes');
	return key && hashRecoveryCode(key, input.userId, input.code);
}

/**
 * Uses a code up, in the transaction of what it proves, and with it what the app says just now, as it
 * stands for the whole second step. What else belongs to it see `spendRecoveryCode`.
 * @returns how many are left, or `null` where there is no such code, or it was used.
 */
export async function useRecoveryCode(
	{ userId, hash, now }: { userId: string; hash: string; now: Date },
	executor: Executor
): Promise<number | null> {
	const [used] = await executor
		.update(recoveryCodes)
		.set({ usedAt: now })
		.where(
			and(
				eq(recoveryCodes.hash, hash),
				eq(recoveryCodes.userId, userId),
				isNull(recoveryCodes.usedAt)
			)
		)
		.returning({ hash: recoveryCodes.hash });
	if (!used) return null;
	await useUpCurrentCodes({ userId, now }, executor);
	return countRecoveryCodes({ userId }, executor);
}
