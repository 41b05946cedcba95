import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { users } from './z.user.ts';

/** Apps that make codes for an account (TOTP, RFC 6238): one that counts, and one that is being set up. */
export const totps = sqliteTable(
	'totps',
	{
		id: text()
			.primaryKey()
			.$defaultFn(() => crypto.randomUUID()),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		/** The secret that app and server share, encrypted; bound to this row's id. */
		sealed: text().notNull(),
		/** The how manieth app of the account, so that two in one list can be told apart. */
		number: integer().notNull().default(1),
		createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
		/** When its first code was given; without one it counts for nothing. */
		confirmedAt: integer('confirmed_at', { mode: 'timestamp_ms' }),
		lastUsedAt: integer('last_used_at', { mode: 'timestamp_ms' }),
		/**
		 * When the session began that sets it up, which no rotation of its id changes: no other one sees
		 * or confirms it.
		 */
		sessionStartedAt: integer('session_started_at', { mode: 'timestamp_ms' }),
		/** Until when the first code is waited for; none once it came. */
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' })
	},
	(table) => [
		// The two below are partial: SQLite uses neither to find all of an account, such as to erase it.
		index('totps_user_id').on(table.userId),
		uniqueIndex('totps_confirmed')
			.on(table.userId)
			.where(sql`confirmed_at is not null`),
		uniqueIndex('totps_waiting')
			.on(table.userId)
			.where(sql`confirmed_at is null`),
		index('totps_expires_at').on(table.expiresAt)
	]
);

export type Totp = typeof totps.$inferSelect;
