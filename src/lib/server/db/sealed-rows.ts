import { and, asc, eq, gt } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { AnySQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { isSealedAnew, sealAnew, unseal } from '../seal';
import { db } from './client';
import { inSteps } from './delete-in-steps';

type TextColumn = AnySQLiteColumn<{ data: string; notNull: true }>;
type SealedRow = { id: string; context: string; sealed: string };

/** The rows of a table that hold something encrypted under `AUTH_SECRET`. */
export interface SealedRows {
	table: SQLiteTable;
	/** By which rows are told apart, and read in order. */
	id: TextColumn;
	/** Empty where there is nothing any more. */
	sealed: TextColumn;
	/** What each is bound to; by default its id. */
	context?: TextColumn;
	purpose: string;
}

/** How many were sealed anew, and how many nobody can open. */
export type SealedAnew = { anew: number; lost: number };

/** Of what is sealed: all, what only the key before opens, and what neither does. */
export type SealedCount = { all: number; old: number; lost: number };

/** Rows a step: each costs a decryption. */
const STEP = 50;

/** Hands the rows to `work` in order, a step at a time, with time for others in between. */
async function eachStep(
	{ table, id, sealed, context = id }: SealedRows,
	work: (found: SealedRow[]) => Promise<void> | void
): Promise<void> {
	let last = '';
	await inSteps(STEP, async () => {
		const found = await db
			.select({ id, context, sealed })
			.from(table)
			.where(gt(id, last))
			.orderBy(asc(id))
			.limit(STEP);
		await work(found.filter((row) => row.sealed !== ''));
		last = found.at(-1)?.id ?? last;
		return found.length;
	});
}

/**
 * Encrypts under the present `AUTH_SECRET` what the rows of a table hold under the one before. It can
 * run while they are used, and several times at once: a row that changed meanwhile is new anyway.
 */
export async function sealRowsAnew(rows: SealedRows): Promise<SealedAnew> {
	const { purpose } = rows;
	const count = { anew: 0, lost: 0 };
	await eachStep(rows, async (found) => {
		const updates: BatchItem<'sqlite'>[] = [];
		for (const row of found) {
			if (isSealedAnew(purpose, row.sealed)) continue;
			const anew = sealAnew(purpose, row.context, row.sealed);
			if (anew === null) count.lost += 1;
			else updates.push(replace(rows, row, anew));
		}
		count.anew += await countChanged(updates);
	});
	return count;
}

/** Opens each, so that what is said of them is seen. */
export async function countSealedRows(rows: SealedRows): Promise<SealedCount> {
	const { purpose } = rows;
	const count = { all: 0, old: 0, lost: 0 };
	await eachStep(rows, (found) => {
		count.all += found.length;
		for (const { context, sealed } of found) {
			if (unseal(purpose, context, sealed) === null) count.lost += 1;
			else if (!isSealedAnew(purpose, sealed)) count.old += 1;
		}
	});
	return count;
}

const replace = (
	{ table, id, sealed }: SealedRows,
	row: { id: string; sealed: string },
	anew: string
) =>
	db
		.update(table)
		.set({ sealed: anew })
		.where(and(eq(id, row.id), eq(sealed, row.sealed)));

/** In one write, for which the others wait once. */
async function countChanged([first, ...others]: BatchItem<'sqlite'>[]): Promise<number> {
	if (!first) return 0;
	const results = (await db.batch([first, ...others])) as { rowsAffected: number }[];
	return results.reduce((sum, { rowsAffected }) => sum + rowsAffected, 0);
}
