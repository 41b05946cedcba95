import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './z.user.ts';

/** What a second factor can be that was taken away. */
const removedKinds = ['totp', 'passkey', 'recovery-codes', 'second-step'] as const;

/** Second factors that were removed, for their owner to bring back: a thief removes them first. */
export const removedFactors = sqliteTable(
	'removed_factors',
	{
		id: text()
			.primaryKey()
			.$defaultFn(() => crypto.randomUUID()),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		kind: text({ enum: removedKinds }).notNull(),
		/** The rows as they were, an app's secret opened, as JSON, encrypted; bound to the account. */
		sealed: text().notNull(),
		removedAt: integer('removed_at', { mode: 'timestamp_ms' }).notNull(),
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [
		index('removed_factors_user_id').on(table.userId),
		index('removed_factors_expires_at').on(table.expiresAt)
	]
);

export type RemovedKind = (typeof removedKinds)[number];
