import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from '../../auth/models/z.user.ts';

export const visibilities = ['private', 'public'] as const;

/** What a person says about themselves. Empty until they do; nothing is derived from the address. */
export const profiles = sqliteTable(
	'profiles',
	{
		userId: text('user_id')
			.primaryKey()
			.references(() => users.id, { onDelete: 'cascade' }),
		/** As the person writes it. */
		username: text(),
		/** The username as it is compared: without case and with look-alikes folded. */
		usernameKey: text('username_key').unique(),
		displayName: text('display_name'),
		bio: text(),
		website: text(),
		visibility: text({ enum: visibilities }).notNull().default('private'),
		/** Whether nobody sees it, whatever its visibility: the account is closed or suspended. */
		isHidden: integer('is_hidden', { mode: 'boolean' }).notNull().default(false),
		updatedAt: integer('updated_at', { mode: 'timestamp_ms' })
			.notNull()
			.$defaultFn(() => new Date())
			.$onUpdateFn(() => new Date())
	},
	(table) => [
		// Whoever looks for a person types the name in any case.
		index('profiles_display_name').on(sql`${table.displayName} collate nocase`, table.userId)
	]
);

export type Profile = typeof profiles.$inferSelect;
/** What a person changes of it themselves. */
export type ProfileUpdate = Partial<
	Omit<Profile, 'userId' | 'usernameKey' | 'isHidden' | 'updatedAt'>
>;
