import { and, asc, eq, gt } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { AnySQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { isSealedAnew, sealAnew } from '../seal';
import { db } from './client';
import { inSteps } from './delete-in-steps';

type TextColumn = AnySQLiteColumn<{ data: string; notNull: true }>;

interface SealedRows {
	table: SQLiteTable;
	/** By which rows are told apart, and read in order. */
	id: TextColumn;
	sealed: TextColumn;
	/** What each is bound to; by default its id. */
	context?: TextColumn;
	purpose: string;
}

/** How many were sealed anew, and how many nobody can open. */
export type SealedAnew = { anew: number; lost: number };

/** Rows a step: each costs a decryption. */
const STEP = 50;

/**
 * Encrypts under the present `AUTH_SECRET` what the rows of a table hold under the one before. It can
 * run while they are used, and several times at once: a row that changed meanwhile is new anyway.
 */
export async function sealRowsAnew(rows: SealedRows): Promise<SealedAnew> {
	const { table, id, sealed, context = id, purpose } = rows;
	const count = { anew: 0, lost: 0 };
	let last = '';
	await inSteps(STEP, async () => {
		const found = await db
			.select({ id, context, sealed })
			.from(table)
			.where(gt(id, last))
			.orderBy(asc(id))
			.limit(STEP);
		const updates: BatchItem<'sqlite'>[] = [];
		for (const row of found) {
			if (row.sealed === '' || isSealedAnew(purpose, row.sealed)) continue;
			const anew = sealAnew(purpose, row.context, row.sealed);
			if (anew === null) count.lost += 1;
			else updates.push(replace(rows, row, anew));
		}
		count.anew += await countChanged(updates);
		last = found.at(-1)?.id ?? last;
		return found.length;
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
