import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { signUps } from './z.sign-up.ts';

/**
 * An identity that came back from a provider and belongs to no account yet: its address has to be
 * proved, or the account that owns the address has to sign in. Bound to the transaction's browser.
 */
export const pendingConnections = sqliteTable(
	'pending_connections',
	{
		/** SHA-256 of the token in the cookie of the transaction it came from, in hex. */
		id: text().primaryKey(),
		provider: text().notNull(),
		issuer: text().notNull(),
		subject: text().notNull(),
		/** Proved where `emailVerified`, by the provider or by a mail of ours; else what it claims. */
		email: text(),
		emailVerified: integer('email_verified', { mode: 'boolean' }).notNull(),
		displayName: text('display_name'),
		/** The sign-up that is to prove an address for it. */
		signUpId: text('sign_up_id').references(() => signUps.id, { onDelete: 'set null' }),
		redirectTo: text('redirect_to').notNull(),
		createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [
		index('pending_connections_email').on(table.email),
		index('pending_connections_sign_up_id').on(table.signUpId),
		index('pending_connections_expires_at').on(table.expiresAt)
	]
);
