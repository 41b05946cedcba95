import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Addresses that may get an account where nobody else may: one row an address. Tokens hold the links. */
export const invitations = sqliteTable(
	'invitations',
	{
		id: text()
			.primaryKey()
			.$defaultFn(() => crypto.randomUUID()),
		email: text().notNull().unique(),
		/** Who invited: an account's id, or `operator` for the command line. */
		invitedBy: text('invited_by').notNull(),
		createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
		/** When the mail server took the last mail; none while the first has not gone out. */
		mailedAt: integer('mailed_at', { mode: 'timestamp_ms' }),
		/** Counted from that; before, from the last moment at which the mail can go out. */
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull(),
		usedAt: integer('used_at', { mode: 'timestamp_ms' }),
		revokedAt: integer('revoked_at', { mode: 'timestamp_ms' })
	},
	(table) => [
		index('invitations_created_at').on(table.createdAt, table.id),
		index('invitations_expires_at').on(table.expiresAt)
	]
);

export type Invitation = typeof invitations.$inferSelect;
