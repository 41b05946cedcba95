import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from '../../auth/models/z.user.ts';
import { mailTemplates, type AnyTemplate } from './z.outbox.ts';

/**
 * Mails to accounts that the mail server has taken, for a while: which and when, for whoever helps
 * somebody that misses one. Neither what a mail said nor where it went.
 */
export const sentMails = sqliteTable(
	'sent_mails',
	{
		/** That of its row in the outbox. */
		id: text().primaryKey(),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		template: text({ enum: mailTemplates }).$type<AnyTemplate>().notNull(),
		askedAt: integer('asked_at', { mode: 'timestamp_ms' }).notNull(),
		sentAt: integer('sent_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [
		index('sent_mails_user_id').on(table.userId, table.sentAt),
		index('sent_mails_sent_at').on(table.sentAt)
	]
);
