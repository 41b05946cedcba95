import { and, asc, eq, gte } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { Executor } from '@/server/db/create-db';
import type { SealedRows } from '@/server/db/sealed-rows';
import { seal, unseal } from '@/server/seal';
import type { Passkey } from '../../../models/z.passkey';
import type { RecoveryCode } from '../../../models/z.recovery-code';
import { removedFactors, type RemovedKind } from '../../../models/z.removed-factor';
import type { Totp } from '../../../models/z.totp';
import { bringBack, type KeptRow } from './bring-back';
import { dropYoungest } from './drop-youngest';
import { openApp } from './kept-app';

const PURPOSE = 'removed-factor';

/** What goes of each kind: the rows as they were, or the switch as it stood before it changed. */
type RemovedRows = {
	totp: Totp[];
	passkey: Passkey[];
	'recovery-codes': RecoveryCode[];
	'second-step': { asksSecondStep: boolean }[];
};

/** One kind with its rows. */
type Removal = { [K in RemovedKind]: { kind: K; rows: RemovedRows[K] } }[RemovedKind];

/**
 * Keeps a second factor that is about to be removed for seven days, in the transaction that removes
 * it: whoever stole a session removes the owner's first. Of the switch keep what it was before each
 * change, on and off: one that was switched on goes back as well.
 * @param input.rows without one, nothing is kept.
 */
export async function keepRemovedFactor(
	input: Removal & { userId: string; now: Date },
	executor: Executor
): Promise<void> {
	const { userId, kind, now } = input;
	if (input.rows.length === 0) return;
	const rows = input.kind === 'totp' ? input.rows.map(openApp) : input.rows;
	await executor.insert(removedFactors).values({
		userId,
		kind,
		sealed: seal(PURPOSE, userId, JSON.stringify(rows)),
		removedAt: now,
		expiresAt: new Date(now.getTime() + lifetimes.removedFactor)
	});
	await dropYoungest({ userId, kind, open }, executor);
}

/**
 * Brings back what an account had before a moment and lost since then, in the transaction that gives
 * the account back. What was added since has to be gone already, see `deleteFactorsSince`.
 * @returns of how many removals something came back.
 */
export async function restoreRemovedFactors(
	{ userId, since, now }: { userId: string; since: Date; now: Date },
	executor: Executor
): Promise<number> {
	const lost = and(eq(removedFactors.userId, userId), gte(removedFactors.removedAt, since));
	const kept = await executor
		.select()
		.from(removedFactors)
		.where(and(lost, gte(removedFactors.expiresAt, now)))
		.orderBy(asc(removedFactors.removedAt));
	const opened = kept.map((one) => ({ kind: one.kind, rows: open(one) }));
	await executor.delete(removedFactors).where(lost);
	return bringBack({ userId, since, removed: opened }, executor);
}

/** What is kept of removed factors, as the change of `AUTH_SECRET` finds it. */
export const sealedRemovedFactors: SealedRows = {
	table: removedFactors,
	id: removedFactors.id,
	sealed: removedFactors.sealed,
	context: removedFactors.userId,
	purpose: PURPOSE
};

/** The rows of a removal, or none where they cannot be opened: `AUTH_SECRET` is another one. */
function open(kept: { userId: string; sealed: string }): KeptRow[] {
	const text = unseal(PURPOSE, kept.userId, kept.sealed);
	return text === null ? [] : (JSON.parse(text) as KeptRow[]);
}
