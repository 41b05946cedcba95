import { blob, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './z.user.ts';

/** Public keys by which people sign in without a password (WebAuthn, Level 3). */
export const passkeys = sqliteTable(
	'passkeys',
	{
		id: text()
			.primaryKey()
			.$defaultFn(() => crypto.randomUUID()),
		/** As the authenticator names it, in base64url. */
		credentialId: text('credential_id').notNull().unique(),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		/**
		 * The name of the site that it was made for (its RP id), for which alone it works: that of ORIGIN
		 * at the time. By it `doctor` finds out that ORIGIN has moved away from passkeys.
		 */
		rpId: text('rp_id').notNull().default(''),
		/** As a COSE key (RFC 9052). */
		publicKey: blob('public_key', { mode: 'buffer' }).notNull(),
		/** Its algorithm, by COSE's number: ES256, EdDSA or RS256. */
		algorithm: integer().notNull(),
		/** Signatures that it has made, as the authenticator counts; many always say 0. */
		counter: integer().notNull(),
		/** How the browser can reach it, as it said when it was made. */
		transports: text({ mode: 'json' }).$type<string[]>().notNull(),
		/** Names the make of the authenticator; all zero where it does not say. */
		aaguid: text().notNull(),
		name: text().notNull(),
		/** Whether it can be synced to other devices (BE); else it is bound to one. */
		isSyncable: integer('is_syncable', { mode: 'boolean' }).notNull(),
		/** Whether it was synced when it was used last (BS). */
		isBackedUp: integer('is_backed_up', { mode: 'boolean' }).notNull(),
		/** Made by the browser after a sign-in by password, without a word (conditional create). */
		isAutomatic: integer('is_automatic', { mode: 'boolean' }).notNull().default(false),
		createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
		lastUsedAt: integer('last_used_at', { mode: 'timestamp_ms' })
	},
	(table) => [index('passkeys_user_id').on(table.userId)]
);

export type Passkey = typeof passkeys.$inferSelect;
