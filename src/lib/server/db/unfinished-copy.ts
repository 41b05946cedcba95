import type { Client } from '@libsql/client';

/** A table that stands in a database while another is copied into it, and after that has failed. */
export const UNFINISHED_COPY = '__unfinished_copy';

/** Whether rows are missing because a copy into this database was broken off, or is under way. */
export async function hasUnfinishedCopy(client: Pick<Client, 'execute'>): Promise<boolean> {
	const { rows } = await client.execute({
		sql: "select 1 from sqlite_master where type = 'table' and name = ?",
		args: [UNFINISHED_COPY]
	});
	return rows.length > 0;
}
