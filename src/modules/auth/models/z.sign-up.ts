import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

const signUpMethods = ['password', 'passkey', 'provider'] as const;

/** A sign-up whose address is not proved yet. It belongs to the browser that holds its cookie. */
export const signUps = sqliteTable(
	'sign_ups',
	{
		/** SHA-256 of the `signup` cookie's token, in hex. */
		id: text().primaryKey(),
		email: text().notNull(),
		/** By what way in it was begun. */
		method: text({ enum: signUpMethods }).notNull().default('password'),
		/** Only where it was begun with a password; else the empty text, which nobody reads. */
		passwordHash: text('password_hash')
			.notNull()
			.$defaultFn(() => ''),
		redirectTo: text('redirect_to').notNull(),
		/** Wrong codes so far. */
		tries: integer().notNull().default(0),
		/** When this browser last asked for a mail that goes out; none where every try met a limit. */
		mailAskedAt: integer('mail_asked_at', { mode: 'timestamp_ms' }),
		/** Where the last one asked for met a limit of its address: until when none goes out. */
		mailHeldUntil: integer('mail_held_until', { mode: 'timestamp_ms' }),
		createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [
		index('sign_ups_email').on(table.email),
		index('sign_ups_expires_at').on(table.expiresAt)
	]
);

export type SignUpMethod = (typeof signUpMethods)[number];

/** What came of asking for a mail: it goes out, or is held back and what was before it stays. */
export type SignUpMail =
	{ mailAskedAt: Date; mailHeldUntil: null } | { mailAskedAt?: undefined; mailHeldUntil: Date };
