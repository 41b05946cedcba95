import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Challenges of passkeys that have done what they were for: each does it once. */
export const usedChallenges = sqliteTable(
	'used_challenges',
	{
		/** SHA-256 of the challenge, in hex. */
		id: text().primaryKey(),
		/** From when on it is refused for its age anyway. */
		expiresAt: integer('expires_at', { mode: 'timestamp_ms' }).notNull()
	},
	(table) => [index('used_challenges_expires_at').on(table.expiresAt)]
);
