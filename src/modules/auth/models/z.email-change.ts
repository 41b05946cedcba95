import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './z.user.ts';

/**
 * Changes of address that can still be undone. While a row is there, the old address is reserved:
 * nobody else can sign up with it or change to it.
 */
export const emailChanges = sqliteTable(
	'email_changes',
	{
		id: text()
			.primaryKey()
			.$defaultFn(() => crypto.randomUUID()),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		oldEmail: text('old_email').notNull(),
		newEmail: text('new_email').notNull(),
		changedAt: integer('changed_at', { mode: 'timestamp_ms' }).notNull(),
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [
		index('email_changes_user_id').on(table.userId),
		index('email_changes_old_email').on(table.oldEmail),
		index('email_changes_expires_at').on(table.expiresAt)
	]
);
