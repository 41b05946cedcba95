import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './z.user.ts';

/** Browsers in which an account's second step is not asked for, until the time is over. */
export const trustedDevices = sqliteTable(
	'trusted_devices',
	{
		id: text()
			.primaryKey()
			.$defaultFn(() => crypto.randomUUID()),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		/** SHA-256 of the token in the `device` cookie, in hex. Each use replaces the token. */
		hash: text().notNull().unique(),
		/** The same of the token before, which is good for a minute more. */
		previousHash: text('previous_hash'),
		rotatedAt: integer('rotated_at', { mode: 'timestamp_ms' }).notNull(),
		userAgent: text('user_agent').notNull(),
		createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
		/** Since the trust began, however much it is used. */
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [
		index('trusted_devices_user_id').on(table.userId),
		index('trusted_devices_previous_hash').on(table.previousHash),
		index('trusted_devices_expires_at').on(table.expiresAt)
	]
);
