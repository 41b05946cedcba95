import { and, desc, notInArray, sql, type Column, type SQL } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Executor } from './create-db';

/**
 * Deletes what is too much of somebody's rows, the oldest first. What has to end at once, in one
 * transaction, is bounded by this: it cannot be taken in steps.
 * @param rows.whose an index has to lead to them.
 * @param rows.by the column that says which is newer.
 */
export async function keepNewest(
	rows: { table: SQLiteTable; whose: SQL; by: Column; max: number },
	executor: Executor
): Promise<void> {
	const { table, whose, by, max } = rows;
	const rowid = sql`rowid`;
	const kept = executor
		.select({ rowid })
		.from(table)
		.where(whose)
		.orderBy(desc(by), sql`rowid desc`)
		.limit(max);
	await executor.delete(table).where(and(whose, notInArray(rowid, kept)));
}
