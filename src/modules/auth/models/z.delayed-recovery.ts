import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './z.user.ts';

/** An account whose owner holds the mailbox, has lost the second factor, and waits: one at a time. */
export const delayedRecoveries = sqliteTable('delayed_recoveries', {
	id: text()
		.primaryKey()
		.$defaultFn(() => crypto.randomUUID()),
	userId: text('user_id')
		.notNull()
		.unique()
		.references(() => users.id, { onDelete: 'cascade' }),
	requestedAt: integer('requested_at', { mode: 'timestamp_ms' }).notNull(),
	/** When its first notices were asked for anew, the last time. */
	toldAgainAt: integer('told_again_at', { mode: 'timestamp_ms' }),
	/** When the first notices had been handed to the mail server; the time runs from then. */
	startedAt: integer('started_at', { mode: 'timestamp_ms' }),
	/** When it can be finished. */
	dueAt: integer('due_at', { mode: 'timestamp_ms' }),
	/** When the notices of half the time were asked for, the last time. */
	reminderAskedAt: integer('reminder_asked_at', { mode: 'timestamp_ms' }),
	/** When that to the account's own address had been handed to the mail server. */
	remindedAt: integer('reminded_at', { mode: 'timestamp_ms' }),
	/** When the last link was asked for. */
	offeredAt: integer('offered_at', { mode: 'timestamp_ms' })
});

export type DelayedRecovery = typeof delayedRecoveries.$inferSelect;
