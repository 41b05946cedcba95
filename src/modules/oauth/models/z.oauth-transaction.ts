import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { sessions } from '../../auth/models/z.session.ts';
import { users } from '../../auth/models/z.user.ts';

/** What a person went to a provider for. A transaction does nothing else. */
const oauthPurposes = ['sign-in', 'connect', 'confirm'] as const;

/**
 * A way to a provider and back, bound to the browser that holds its cookie. State, nonce and PKCE
 * verifier are derived from the cookie, so that nothing here is of use to a reader.
 */
export const oauthTransactions = sqliteTable(
	'oauth_transactions',
	{
		/** SHA-256 of the cookie's token, in hex. */
		id: text().primaryKey(),
		provider: text().notNull(),
		purpose: text({ enum: oauthPurposes }).notNull(),
		/** Whose, and in which session: unless it is a sign-in. */
		userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
		/** Follows the session when that gets a new token. */
		sessionId: text('session_id').references(() => sessions.id, {
			onDelete: 'cascade',
			onUpdate: 'cascade'
		}),
		redirectTo: text('redirect_to').notNull(),
		createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [
		index('oauth_transactions_user_id').on(table.userId),
		index('oauth_transactions_session_id').on(table.sessionId),
		index('oauth_transactions_expires_at').on(table.expiresAt)
	]
);

export type OauthTransaction = typeof oauthTransactions.$inferSelect;
export type OauthPurpose = (typeof oauthPurposes)[number];
