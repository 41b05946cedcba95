import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from '../../auth/models/z.user.ts';

/** What people write down for themselves. Nobody else sees it. */
export const notes = sqliteTable(
	'notes',
	{
		id: text()
			.primaryKey()
			.$defaultFn(() => crypto.randomUUID()),
		userId: text('user_id')
			.notNull()
			.references(() => users.id, { onDelete: 'cascade' }),
		text: text().notNull(),
		createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [index('notes_user_id').on(table.userId, table.createdAt, table.id)]
);
