import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

const randomHex = (bytes: number) =>
	Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
		byte.toString(16).padStart(2, '0')
	).join('');

export const roles = ['person', 'admin'] as const;

/** A person's account. What proves it is theirs (passwords, connections) stands in tables of its own. */
export const users = sqliteTable(
	'users',
	{
		id: text()
			.primaryKey()
			.$defaultFn(() => crypto.randomUUID()),
		/** In the form that `emailAddress` gives: lower case, ASCII domain. */
		email: text().notNull().unique(),
		/** Who runs the site is an `admin`: the pages under /admin open to nobody else. */
		role: text({ enum: roles }).notNull().default('person'),
		emailVerifiedAt: integer('email_verified_at', { mode: 'timestamp_ms' }).notNull(),
		/** Since when the account is closed; it is erased 14 days later. */
		closedAt: integer('closed_at', { mode: 'timestamp_ms' }),
		/**
		 * Since when the account is suspended, by whoever runs the site: it opens nothing, closed or not,
		 * and nobody sees its profile.
		 */
		suspendedAt: integer('suspended_at', { mode: 'timestamp_ms' }),
		/**
		 * Since when a closed account is being erased, in steps. It opens nothing any more and nobody
		 * finds it, see `isThere`; the row itself goes last and keeps the address taken till then.
		 */
		erasingAt: integer('erasing_at', { mode: 'timestamp_ms' }),
		/**
		 * Since when it waits for its first way in, where it was begun without one. Till it has had one it
		 * belongs to whoever proves its address; once it has, to its owner, whatever they lose.
		 */
		unsettledSince: integer('unsettled_since', { mode: 'timestamp_ms' }),
		/** Browsers that have not signed in since then are new ones; without it, every known one is known. */
		knownSince: integer('known_since', { mode: 'timestamp_ms' }),
		/** Asks for a second step after a password or a provider, where there is a passkey but no app. */
		asksSecondStep: integer('asks_second_step', { mode: 'boolean' }).notNull().default(false),
		/**
		 * Since when no mail goes to its address, by whoever runs the site: it bounces, or whoever reads it
		 * complains. Another address of the account gets mail again.
		 */
		mailBlockedAt: integer('mail_blocked_at', { mode: 'timestamp_ms' }),
		/** Since when it has to have a second factor: nothing else opens before it has, whoever asked. */
		factorRequiredAt: integer('factor_required_at', { mode: 'timestamp_ms' }),
		/** When its owner was last told of a wrong code behind a right password. */
		wrongCodeMailAt: integer('wrong_code_mail_at', { mode: 'timestamp_ms' }),
		/** When a mail on a sign-in from a new browser was last due. */
		newBrowserMailAt: integer('new_browser_mail_at', { mode: 'timestamp_ms' }),
		/**
		 * By which passkeys name the account (a WebAuthn user handle): 64 random bytes, in hex, which tell
		 * nothing of the person. The same for all passkeys of the account, for ever.
		 */
		passkeyHandle: text('passkey_handle')
			.unique()
			.$defaultFn(() => randomHex(64)),
		createdAt: integer('created_at', { mode: 'timestamp_ms' })
			.notNull()
			.$defaultFn(() => new Date()),
		updatedAt: integer('updated_at', { mode: 'timestamp_ms' })
			.notNull()
			.$defaultFn(() => new Date())
			.$onUpdateFn(() => new Date())
	},
	(table) => [
		// Of closed accounts alone: housekeeping finds them without a look at all the others.
		index('users_closed_at')
			.on(table.closedAt, table.erasingAt)
			.where(sql`closed_at is not null`),
		// Of suspended accounts alone, for a list of them.
		index('users_suspended_at')
			.on(table.suspendedAt, table.id)
			.where(sql`suspended_at is not null`),
		// Of those with a role alone, for a list of them.
		index('users_role')
			.on(table.role, table.id)
			.where(sql`role <> 'person'`),
		index('users_unsettled_since')
			.on(table.unsettledSince)
			.where(sql`unsettled_since is not null`)
	]
);

export type User = typeof users.$inferSelect;
export type Role = User['role'];
