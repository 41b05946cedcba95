import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './z.user.ts';

/** Apart from `users`, so that no query of a user can carry a hash along. */
export const passwords = sqliteTable('passwords', {
	userId: text('user_id')
		.primaryKey()
		.references(() => users.id, { onDelete: 'cascade' }),
	/** argon2id in PHC string format. */
	hash: text().notNull(),
	updatedAt: integer('updated_at', { mode: 'timestamp_ms' })
		.notNull()
		.$defaultFn(() => new Date())
		.$onUpdateFn(() => new Date())
});
