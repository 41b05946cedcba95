import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { sessions } from './z.session.ts';
import { users } from './z.user.ts';

/** What was typed into a form that had to wait for a confirmation or a new sign-in. */
export const keptForms = sqliteTable(
	'kept_forms',
	{
		id: text()
			.primaryKey()
			.$defaultFn(() => crypto.randomUUID()),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		/** The session that was interrupted; it follows the session's rotation and ends with it. */
		sessionId: text('session_id').references(() => sessions.id, {
			onDelete: 'cascade',
			onUpdate: 'cascade'
		}),
		/** SHA-256 of the browser's id, where the session had ended. */
		browserHash: text('browser_hash'),
		/** The path and name of the action that it was sent to. */
		action: text().notNull(),
		/** The fields as JSON, encrypted. */
		sealed: text().notNull(),
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [
		index('kept_forms_user_id').on(table.userId),
		index('kept_forms_session_id').on(table.sessionId),
		index('kept_forms_expires_at').on(table.expiresAt)
	]
);
