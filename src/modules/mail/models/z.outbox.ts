import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The intents a mail can follow from. The module that asks for one prepares it when it is sent. */
export const mailTemplates = [
	'sign-up',
	'invitation',
	'password-reset',
	'password-changed',
	'account-created',
	'connection-added',
	'connection-removed',
	'passkey-added',
	'passkey-removed',
	'passkey-refused',
	'device-refused',
	'wrong-code',
	'second-step-on',
	'second-step-off',
	'recovery-codes-made',
	'recovery-code-used',
	'totp-added',
	'totp-moved',
	'totp-removed',
	'new-sign-in',
	'email-change',
	'email-changed',
	'account-secured',
	'account-closed',
	'account-reopened',
	'account-suspended',
	'suspension-lifted',
	'security-summary',
	'recovery-started',
	'recovery-reminder',
	'recovery-ready',
	'recovery-stopped',
	'recovery-finished',
	'helper-acted',
	'admin-acted-on'
] as const;

/**
 * Mails to send. A row is an intent: never a token, a code or text. It goes when the mail is sent,
 * or when the worker decides that none is due; one that was given up stays for a while to be looked at.
 */
export const outbox = sqliteTable(
	'outbox',
	{
		id: text()
			.primaryKey()
			.$defaultFn(() => crypto.randomUUID()),
		template: text({ enum: mailTemplates }).$type<MailTemplate | OwnTemplate>().notNull(),
		recipient: text().notNull(),
		locale: text().notNull(),
		/** What the mail is about, by id: a pending sign-up, an account, an event. */
		subjectId: text('subject_id'),
		createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
		/** Failed tries so far. */
		attempts: integer().notNull().default(0),
		/** Of one that was given up: when its row goes. */
		nextAttemptAt: integer('next_attempt_at', { mode: 'timestamp_ms' }).notNull(),
		/** While it lies ahead, one worker has the row. */
		leasedUntil: integer('leased_until', { mode: 'timestamp_ms' }),
		/** What the mail server said at the last failed try; nothing where it was not the server's. */
		serverSaid: text('server_said'),
		/** Since when it is given up: it is not tried any more by itself. */
		givenUpAt: integer('given_up_at', { mode: 'timestamp_ms' }),
		/** Whose turn it is where mails have to wait: `mail-budget.ts`. */
		rank: integer().notNull().default(0)
	},
	(table) => [
		index('outbox_rank').on(table.rank, table.nextAttemptAt),
		index('outbox_next_attempt_at').on(table.nextAttemptAt),
		index('outbox_recipient').on(table.recipient),
		index('outbox_subject_id').on(table.subjectId),
		index('outbox_created_at').on(table.createdAt, table.id),
		// Of those that failed alone, for a list of them.
		index('outbox_failed')
			.on(table.createdAt, table.id)
			.where(sql`attempts > 0`),
		// Of those that wait alone, so that counting them reads nothing else: `given_up_at` is in it,
		// though always null, because SQLite would look it up in each row.
		index('outbox_waiting')
			.on(table.rank, table.createdAt, table.givenUpAt)
			.where(sql`given_up_at is null`)
	]
);

export type MailTemplate = (typeof mailTemplates)[number];
/** A feature that is built on these modules has mails too: its name, a slash and a word. */
export type OwnTemplate = `${string}/${string}`;
export type AnyTemplate = OutboxMail['template'];

export type OutboxMail = typeof outbox.$inferSelect;
