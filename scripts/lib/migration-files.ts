import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFromCommit } from './ask-git.ts';
import type { JournalLine, KeptMigration } from './join-migrations.ts';

const folder = 'migrations';
const journalFile = 'meta/_journal.json';
const snapshotFile = ({ idx }: JournalLine) => `meta/${String(idx).padStart(4, '0')}_snapshot.json`;
/** As drizzle-kit writes it. */
const print = (value: unknown) => JSON.stringify(value, null, 2);

/** The migrations that a commit of the repository `root` has, in the order of its journal. */
export function migrationsOf(root: string, commit: string): KeptMigration[] {
	const read = (files: string[]) =>
		readFromCommit(
			root,
			commit,
			files.map((file) => `${folder}/${file}`)
		);
	const [journal = ''] = read([journalFile]);
	const { entries }: { entries: JournalLine[] } = JSON.parse(journal);
	const statements = read(entries.map(({ tag }) => `${tag}.sql`));
	const snapshots = read(entries.map(snapshotFile));
	return entries.map((line, index) => ({
		line,
		sql: statements[index] ?? '',
		snapshot: JSON.parse(snapshots[index] ?? '')
	}));
}

/** Makes the folder of `root` hold these migrations and a journal of them, and nothing else. */
export function writeMigrations(root: string, migrations: KeptMigration[]): void {
	const entries = migrations.map(({ line }) => line);
	const files = new Map([[journalFile, print({ version: '7', dialect: 'sqlite', entries })]]);
	for (const { line, sql, snapshot } of migrations) {
		files.set(`${line.tag}.sql`, sql).set(snapshotFile(line), print(snapshot));
	}
	const there = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
	const others = there.filter((file) => /\.(?:sql|json)$/.test(file) && !files.has(file));
	for (const file of others) rmSync(join(root, folder, file));
	for (const [file, text] of files) writeFileSync(join(root, folder, file), text);
}
