import { blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from '../../auth/models/z.user.ts';

/** A person's picture as it is served. */
export const avatars = sqliteTable('avatars', {
	/** Another one for each upload: nothing else ever stands under it. */
	id: text()
		.primaryKey()
		.$defaultFn(() => crypto.randomUUID()),
	userId: text('user_id')
		.notNull()
		.unique()
		.references(() => users.id, { onDelete: 'cascade' }),
	createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
	/** WebP, last, so that the other columns are read without it. */
	bytes: blob({ mode: 'buffer' }).notNull()
});
