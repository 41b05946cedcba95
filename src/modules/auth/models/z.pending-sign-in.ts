import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { signInMethods } from './z.session.ts';
import { users } from './z.user.ts';

/** Why an account that was proved opens nothing. */
export const shutReasons = ['closed', 'suspended'] as const;
export type ShutReason = (typeof shutReasons)[number];

/** What a proved sign-in waits for. */
const pendingReasons = ['second-factor', ...shutReasons] as const;

/** A sign-in that was proved but opened no session yet. It belongs to the browser with its cookie. */
export const pendingSignIns = sqliteTable(
	'pending_sign_ins',
	{
		/** SHA-256 of the `pending` cookie's token, in hex. */
		id: text().primaryKey(),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		reason: text({ enum: pendingReasons }).notNull(),
		method: text({ enum: signInMethods }).notNull(),
		/** What proved it, as in `sessions`. */
		amr: text().notNull().default(''),
		passkeyId: text('passkey_id'),
		/** By what the browser and the record will remember it: a method, or a provider's id. */
		via: text().notNull().default(''),
		/** The entry of the record that says that it waits, and becomes what comes of it. */
		eventId: text('event_id'),
		newBrowser: integer('new_browser', { mode: 'boolean' }).notNull(),
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [
		index('pending_sign_ins_user_id').on(table.userId),
		index('pending_sign_ins_expires_at').on(table.expiresAt)
	]
);

export type PendingSignIn = typeof pendingSignIns.$inferSelect;
