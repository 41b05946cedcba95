import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from '../../auth/models/z.user.ts';

/** What a person chose. Without a row, or with `null`, their browser decides. */
export const preferences = sqliteTable('preferences', {
	userId: text('user_id')
		.primaryKey()
		.references(() => users.id, { onDelete: 'cascade' }),
	theme: text({ enum: ['system', 'light', 'dark'] }),
	/** A tag of `messages/`; one that is offered no longer counts as none. */
	locale: text(),
	/** A name of the IANA time zone database. */
	timezone: text(),
	/** A mail at each sign-in on a new browser. Other security mails cannot be silenced. */
	notifyNewSignIn: integer('notify_new_sign_in', { mode: 'boolean' }).notNull().default(true),
	/** A passkey made by the browser, without a question, after a sign-in by password. */
	automaticPasskey: integer('automatic_passkey', { mode: 'boolean' }).notNull().default(true),
	updatedAt: integer('updated_at', { mode: 'timestamp_ms' })
		.notNull()
		.$defaultFn(() => new Date())
		.$onUpdateFn(() => new Date())
});

export type Preferences = Omit<typeof preferences.$inferSelect, 'userId' | 'updatedAt'>;
