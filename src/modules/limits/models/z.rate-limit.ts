import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Counters of limits, each good until `expire`. Keys hold no personal data. */
export const rateLimits = sqliteTable(
	'rate_limits',
	{
		key: text().primaryKey(),
		points: integer().notNull(),
		expire: integer({ mode: 'timestamp_ms' })
	},
	(table) => [index('rate_limits_expire').on(table.expire)]
);
