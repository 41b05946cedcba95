import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './z.user.ts';

/** Codes that people keep in a drawer and that stand for the whole second step, once each. */
export const recoveryCodes = sqliteTable(
	'recovery_codes',
	{
		/** HMAC-SHA-256 of account and code, in hex, under a random key of the database's own. */
		hash: text().primaryKey(),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
		usedAt: integer('used_at', { mode: 'timestamp_ms' })
	},
	(table) => [index('recovery_codes_user_id').on(table.userId)]
);

export type RecoveryCode = typeof recoveryCodes.$inferSelect;

/** A set that was just made, as it is shown to its owner for some minutes. Gone once they keep it. */
export const shownRecoveryCodes = sqliteTable(
	'shown_recovery_codes',
	{
		userId: text('user_id')
			.primaryKey()
			.references(() => users.id, { onDelete: 'cascade' }),
		/** The codes as JSON, encrypted; bound to the account. Empty once they were shown for long enough. */
		sealed: text().notNull(),
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [index('shown_recovery_codes_expires_at').on(table.expiresAt)]
);
