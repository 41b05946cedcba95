import { and, asc, eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { removedFactors, type RemovedKind } from '../../../models/z.removed-factor';
import type { KeptRow } from './bring-back';

/** Removals of one kind that are kept for one account; it can have twenty passkeys. */
export const REMOVED_MAX = 30;

/**
 * Forgets one removal where an account has too many: that of the factor which was added last.
 * Somebody who adds and removes their own one after the other does not push the owner's out by it,
 * which are older.
 * @param input.open the rows of a removal, none where they cannot be opened.
 */
export async function dropYoungest(
	input: {
		userId: string;
		kind: RemovedKind;
		open: (kept: { userId: string; sealed: string }) => KeptRow[];
	},
	executor: Executor
): Promise<void> {
	const { userId, kind, open } = input;
	const own = and(eq(removedFactors.userId, userId), eq(removedFactors.kind, kind));
	if ((await executor.$count(removedFactors, own)) <= REMOVED_MAX) return;
	const kept = await executor
		.select()
		.from(removedFactors)
		.where(own)
		.orderBy(asc(removedFactors.removedAt));
	const [youngest] = kept
		.map((one) => ({ id: one.id, addedAt: addedAt(one, open(one)) }))
		.sort((one, other) => other.addedAt - one.addedAt);
	if (youngest) await executor.delete(removedFactors).where(eq(removedFactors.id, youngest.id));
}

/** The switch has no such time: of it the earliest changes stay. What nobody can open goes first. */
function addedAt({ removedAt }: { removedAt: Date }, rows: KeptRow[]): number {
	const dates = rows.map(({ createdAt }) =>
		createdAt === undefined ? removedAt.getTime() : Date.parse(String(createdAt))
	);
	// Where several went together, the oldest of them speaks for all; of none, infinity.
	return Math.min(...dates);
}
