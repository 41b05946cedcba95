import { createClient, LibsqlError, type Client } from '@libsql/client';
import {
	pendingMigrations,
	readMigrations,
	unknownMigrations
} from '../../src/lib/server/db/migrations.ts';
import { hasUnfinishedCopy } from '../../src/lib/server/db/unfinished-copy.ts';
import { countRows, tablesOf } from './copy-tables.ts';
import { fileUrl } from './draft-file.ts';

/** What is in a backup that was found in order. */
export interface Contents {
	accounts: number;
	rows: number;
	tables: number;
	/** How many migrations it has that this version of the code does not know. */
	unknown: number;
}

/**
 * Looks whether a file is a whole database of this application: pages, indexes and keys, its migrations,
 * and no copy that was broken off.
 * @param path where it is now. @param name what it is called when something is wrong.
 * @throws Error with what is wrong.
 */
export async function inspectBackup(path: string, name = path): Promise<Contents> {
	const client = createClient({ url: fileUrl(path) });
	try {
		const problem = await problemOf(client);
		if (problem) throw new Error(`${name} is no backup to rely on: ${problem}.`);
		const counts = await countRows(client, await tablesOf(client));
		return {
			accounts: counts.users ?? 0,
			rows: Object.values(counts).reduce((sum, rows) => sum + rows, 0),
			tables: Object.keys(counts).length,
			unknown: await unknownMigrations(client)
		};
	} catch (error) {
		if (!(error instanceof LibsqlError)) throw error;
		throw new Error(`${name} is no backup to rely on.`, { cause: error });
	} finally {
		client.close();
	}
}

/** In one line, for whoever asked for it. */
export const describeContents = ({ accounts, rows, tables }: Contents): string =>
	`accounts: ${accounts}, rows: ${rows}, tables: ${tables}`;

async function problemOf(client: Client): Promise<string | null> {
	const { rows } = await client.execute('pragma integrity_check(3)');
	const found = rows.map((row) => String(row[0]));
	if (found.join() !== 'ok') return found.join('; ');
	const pending = await pendingMigrations(client);
	if (pending.length === readMigrations().length) return 'it has none of our migrations';
	const keys = await client.execute(
		'select "table" as child, parent from pragma_foreign_key_check'
	);
	const [key] = keys.rows;
	if (key)
		return `rows of ${String(key.child)} refer to rows of ${String(key.parent)} that are gone`;
	if (await hasUnfinishedCopy(client)) return 'a copy into it was broken off, and rows are missing';
	return null;
}
