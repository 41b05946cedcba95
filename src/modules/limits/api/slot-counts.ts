import { and, eq, gt, lt, lte, sql, type SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { env } from '@/server/env';
import { slotCounts } from '../models/z.slot-count';

/** Milliseconds of a slot: windows slide by so much. */
export const SLOT_MS = 5 * 60 * 1000;
/** The longest window, a day, and the slot that it cuts. */
const KEPT_MS = 24 * 60 * 60 * 1000 + SLOT_MS;

/** What is counted for the whole site. */
export type SlotKind = 'mail' | 'mail-slow' | 'asked';

/**
 * The statement that counts in the slot of `at`: for a batch, or to be awaited.
 * @param input.where counts only then.
 * @param input.amount below nothing where something is given back, in the slot in which it was taken.
 */
export function countInSlot(
	input: { kind: SlotKind; at: Date; amount?: number; where?: SQL },
	executor: Executor = db
) {
	const { kind, at, amount = 1, where = sql`true` } = input;
	const slot = new Date(at.getTime() - (at.getTime() % SLOT_MS));
	const expiresAt = new Date(slot.getTime() + KEPT_MS);
	return executor
		.insert(slotCounts)
		.select(
			sql`select ${kind}, ${slot.getTime()}, ${amount}, ${expiresAt.getTime()} where ${where}`
		)
		.onConflictDoUpdate({
			target: [slotCounts.kind, slotCounts.slot],
			set: { count: sql`${slotCounts.count} + ${amount}` }
		});
}

/**
 * The statement that counts a sign-up or a forgotten password, where somebody goes by the count.
 * @param held the condition under which it is not refused: who is refused asks for no mail.
 */
export const countAsked = (now: Date, held: SQL): BatchItem<'sqlite'>[] =>
	env().PROOF_OF_WORK === 'auto' ? [countInSlot({ kind: 'asked', at: now, where: held })] : [];

/**
 * How many there were in the milliseconds before `now`, the whole of the slot in which these begin
 * included: in no stretch of that length more than were counted.
 */
export async function countSince(
	input: { kind: SlotKind; ms: number; now: Date },
	executor: Executor = db
): Promise<number> {
	const { kind, ms, now } = input;
	const total = sql<number>`coalesce(sum(${slotCounts.count}), 0)`;
	const from = new Date(now.getTime() - ms - SLOT_MS);
	// A slot that lies further ahead was counted by a clock that was wrong.
	const to = new Date(now.getTime() + SLOT_MS);
	const [row] = await executor
		.select({ total })
		.from(slotCounts)
		.where(and(eq(slotCounts.kind, kind), gt(slotCounts.slot, from), lte(slotCounts.slot, to)));
	return row?.total ?? 0;
}

/** Housekeeping: forgets slots to which no window reaches back. */
export async function deleteOldSlots(now = new Date()): Promise<void> {
	await deleteInSteps(slotCounts, lt(slotCounts.expiresAt, now));
}
