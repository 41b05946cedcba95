import { createClient, LibsqlError, type Client } from '@libsql/client';
import {
	pendingMigrations,
	readMigrations,
	unknownMigrations
} from '../../src/lib/server/db/migrations.ts';
import { hasUnfinishedCopy } from '../../src/lib/server/db/unfinished-copy.ts';
import { countRows, tablesOf } from './copy-tables.ts';
import { fileUrl } from './draft-file.ts';
import { findBrokenTexts, type BrokenTexts } from './find-broken-texts.ts';

/** What is in a backup that was found in order. */
export interface Contents {
	accounts: number;
	rows: number;
	tables: number;
	/** How many migrations it has that this version of the code does not know. */
	unknown: number;
	/** Columns with texts that the application does not read to their end, as `table.column`. */
	cutTexts: string[];
}

/**
 * Looks whether a file is a whole database of this application: pages, indexes, texts and keys, its
 * migrations, and no copy that was broken off.
 * @param path where it is now. @param name what it is called when something is wrong.
 * @throws Error with what is wrong.
 */
export async function inspectBackup(path: string, name = path): Promise<Contents> {
	const client = createClient({ url: fileUrl(path) });
	try {
		const damage = await damageOf(client);
		if (damage) throw new Error(`${name} is no backup to rely on: ${damage}.`);
		// Before anything is read as a text.
		const { notUtf8, cut } = await findBrokenTexts(client);
		const problem = unreadable(notUtf8) ?? (await problemOf(client));
		if (problem) throw new Error(`${name} is no backup to rely on: ${problem}.`);
		const counts = await countRows(client, await tablesOf(client));
		return {
			accounts: counts.users ?? 0,
			rows: Object.values(counts).reduce((sum, rows) => sum + rows, 0),
			tables: Object.keys(counts).length,
			unknown: await unknownMigrations(client),
			cutTexts: cut
		};
	} catch (error) {
		if (!(error instanceof LibsqlError)) throw error;
		throw new Error(`${name} is no backup to rely on.`, { cause: error });
	} finally {
		client.close();
	}
}

/** For whoever asked for it: a line, and another one where texts are not read to their end. */
export function describeContents({ accounts, rows, tables, cutTexts }: Contents): string {
	const counts = `accounts: ${accounts}, rows: ${rows}, tables: ${tables}.`;
	if (cutTexts.length === 0) return counts;
	return `${counts}\nTexts in ${cutTexts.join(', ')} hold NUL characters: the application reads each only up to there.`;
}

async function damageOf(client: Client): Promise<string | null> {
	const { rows } = await client.execute('pragma integrity_check(3)');
	const found = rows.map((row) => String(row[0]));
	return found.join() === 'ok' ? null : found.join('; ');
}

const unreadable = (columns: BrokenTexts['notUtf8']) =>
	columns.length === 0
		? null
		: `a text in ${columns.join(', ')} is not UTF-8, and whatever reads it ends`;

async function problemOf(client: Client): Promise<string | null> {
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
