import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/** The row behind which a page begins of a list that goes back in time. */
export type TimeCursor<Id extends string | number = string> = { createdAt: Date; id: Id };

/** As it stands in an address. */
export const formatTimeCursor = ({ createdAt, id }: TimeCursor<string | number>): string =>
	`${createdAt.getTime()}_${id}`;

/** What {@link formatTimeCursor} made, or `null` for anything else. */
export function parseTimeCursor(text: string | null): TimeCursor | null {
	const [, time, id] = /^(\d{1,15})_([\w-]{1,64})$/.exec(text ?? '') ?? [];
	return time && id ? { createdAt: new Date(Number(time)), id } : null;
}

/** Compared as a pair, which an index of both can begin at. */
export const olderThan = (
	columns: { createdAt: SQLiteColumn; id: SQLiteColumn },
	{ createdAt, id }: TimeCursor<string | number>
): SQL => sql`(${columns.createdAt}, ${columns.id}) < (${createdAt.getTime()}, ${id})`;
