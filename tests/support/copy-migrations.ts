import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS_FOLDER } from '@/server/db/migrations';

/**
 * The migrations up to one, without it or with it, as an older version had them.
 * @param directory where the copy goes.
 * @returns the folder of the copy.
 */
export function copyMigrations(
	directory: string,
	tag: string,
	{ included }: { included: boolean }
): string {
	const folder = mkdtempSync(join(directory, 'migrations-'));
	cpSync(MIGRATIONS_FOLDER, folder, { recursive: true });
	const journal = join(folder, 'meta/_journal.json');
	const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as {
		entries: { tag: string }[];
	};
	const end = entries.findIndex((entry) => entry.tag === tag) + Number(included);
	writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, end) }));
	return folder;
}
