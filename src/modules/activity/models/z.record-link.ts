import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * The chain over the record: a link for each entry, in order, made soon after it. A link stays when its
 * entry is purged or erased: without the entry and its salt it tells nothing of anybody.
 */
export const recordLinks = sqliteTable('record_links', {
	/** The entry's number. No foreign key: the link outlives it. */
	seq: integer().primaryKey(),
	/** Over every column of the entry, its salt among them. */
	digest: text().notNull(),
	/** Over the link before, the number and the digest. */
	link: text().notNull()
});

/** Who makes the links: one process at a time. Has one row. */
export const recordSealers = sqliteTable('record_sealers', {
	name: text().primaryKey(),
	/** The process that is at work, until its time is up or it has done. */
	holder: text(),
	leasedUntil: integer('leased_until', { mode: 'timestamp_ms' }),
	/** When the newest link was last told to the log. */
	headToldAt: integer('head_told_at', { mode: 'timestamp_ms' })
});
