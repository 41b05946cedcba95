import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** How often something happened on the whole site, in slots of five minutes. Nobody stands in it. */
export const slotCounts = sqliteTable(
	'slot_counts',
	{
		kind: text().notNull(),
		/** When the slot began. */
		slot: integer({ mode: 'timestamp_ms' }).notNull(),
		count: integer().notNull(),
		/** No window reaches back to it any more. */
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [
		primaryKey({ columns: [table.kind, table.slot] }),
		index('slot_counts_expires_at').on(table.expiresAt)
	]
);
