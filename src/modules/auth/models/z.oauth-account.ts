import { integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { users } from './z.user.ts';

/** A connection to an OAuth 2.0 or OpenID Connect provider. The subject is the identity, never the address. */
export const oauthAccounts = sqliteTable(
	'oauth_accounts',
	{
		provider: text().notNull(),
		/** Whose subject it is: a provider's id can be pointed at another issuer later. */
		issuer: text().notNull(),
		/** The issuer's stable identifier of the person (`sub` in OpenID Connect). */
		subject: text().notNull(),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		/** The address at the provider when last seen, for display alone. */
		email: text(),
		createdAt: integer('created_at', { mode: 'timestamp_ms' })
			.notNull()
			.$defaultFn(() => new Date()),
		lastUsedAt: integer('last_used_at', { mode: 'timestamp_ms' })
			.notNull()
			.$defaultFn(() => new Date())
	},
	(table) => [
		primaryKey({ columns: [table.provider, table.issuer, table.subject] }),
		uniqueIndex('oauth_accounts_user_id_provider').on(table.userId, table.provider)
	]
);
