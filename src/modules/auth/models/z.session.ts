import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './z.user.ts';

/** How a person proved who they are. */
export const signInMethods = [
	'password',
	'sign-up',
	'provider',
	'passkey',
	'delayed-recovery'
] as const;

/** What an account has to get before its session opens anything else: so far, a way in. */
const missingThings = ['way-in'] as const;

export const sessions = sqliteTable(
	'sessions',
	{
		/** SHA-256 of the cookie's token, in hex. */
		id: text().primaryKey(),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		method: text({ enum: signInMethods }).notNull(),
		/** What proved it, in words of RFC 8176 and ours, with blanks between; see `amr.ts`. */
		amr: text().notNull().default(''),
		/** The passkey that proved it, which may be gone by now. */
		passkeyId: text('passkey_id'),
		/** What is missing yet: such a session opens the page that makes up for it, and no other. */
		missing: text({ enum: missingThings }),
		userAgent: text('user_agent').notNull(),
		createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
		/** Written at most once an hour. */
		lastUsedAt: integer('last_used_at', { mode: 'timestamp_ms' }).notNull(),
		/** When the person last proved who they are, by sign-in or on /confirm. */
		confirmedAt: integer('confirmed_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [
		index('sessions_user_id').on(table.userId),
		index('sessions_last_used_at').on(table.lastUsedAt),
		index('sessions_created_at').on(table.createdAt)
	]
);

export type Session = typeof sessions.$inferSelect;
export type SignInMethod = (typeof signInMethods)[number];
