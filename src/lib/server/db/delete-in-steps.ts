import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { inArray, sql, type SQL } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { db } from './client';

/** Rows a step: a few milliseconds of the one thread that all requests share. */
const STEP = 50;
/** Milliseconds between two steps, for everybody else's requests and writes. */
const PAUSE_MS = 20;

const ends = new AsyncLocalStorage<AbortSignal>();

/** Does work of which no step begins any more once the signal comes: there it ends, by its reason. */
export const untilEnded = <Result>(signal: AbortSignal, work: () => Promise<Result>) =>
	ends.run(signal, work);

/**
 * Repeats a step until one finds fewer rows than it may take.
 * @param size rows a step may take.
 * @param step takes that many rows away, in one statement. @returns how many there were.
 */
export async function inSteps(size: number, step: () => Promise<number>): Promise<void> {
	const end = ends.getStore();
	end?.throwIfAborted();
	while ((await step()) === size) {
		await sleep(PAUSE_MS);
		end?.throwIfAborted();
	}
}

/**
 * Deletes rows a few at a time, for whatever a person can grow: the driver is synchronous, so that
 * one statement over many rows would hold up every request. Never for what has to end at once, and
 * never in a transaction.
 * @param which the rows; an index has to lead to them, or each step reads the whole table.
 */
export async function deleteInSteps(table: SQLiteTable, which: SQL): Promise<void> {
	const rowid = sql`rowid`;
	const some = db.select({ rowid }).from(table).where(which).limit(STEP);
	await inSteps(STEP, async () => {
		const { rowsAffected } = await db.delete(table).where(inArray(rowid, some));
		return rowsAffected;
	});
}
