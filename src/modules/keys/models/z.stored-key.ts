import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * Random keys of this database, for what has to outlive `AUTH_SECRET`: that changes, and what somebody
 * keeps in a drawer does not. Each is encrypted under it, and encrypted anew when it changes.
 */
export const storedKeys = sqliteTable('stored_keys', {
	name: text().primaryKey(),
	sealed: text().notNull(),
	createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull()
});
