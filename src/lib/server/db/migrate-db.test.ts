import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@libsql/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrateDatabase } from './migrate-db.ts';
import { pendingMigrations, readMigrations } from './migrations.ts';

let directory: string;
let url: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'porchlight-migrate-'));
	url = `sqlite:${join(directory, 'data', 'a.db')}`;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const tags = readMigrations().map(({ tag }) => tag);

function open() {
	return createClient({ url: url.replace('sqlite:', 'file:') });
}

/** A folder with migrations of one statement each, by name and time. */
function folderOf(...entries: [tag: string, when: number, sql: string][]): string {
	const folder = mkdtempSync(join(directory, 'migrations-'));
	mkdirSync(join(folder, 'meta'));
	for (const [tag, , sql] of entries) writeFileSync(join(folder, `${tag}.sql`), sql);
	const journal = entries.map(([tag, when], idx) => ({ idx, version: '6', when, tag }));
	writeFileSync(
		join(folder, 'meta/_journal.json'),
		JSON.stringify({ version: '7', dialect: 'sqlite', entries: journal })
	);
	return folder;
}

describe('migrateDatabase', () => {
	it('applies everything once, in a file it makes', async () => {
		expect(await migrateDatabase(url)).toEqual(tags);
		expect(await migrateDatabase(url)).toEqual([]);
		const client = open();
		expect(await pendingMigrations(client)).toEqual([]);
		expect((await client.execute('PRAGMA journal_mode')).rows[0]?.journal_mode).toBe('wal');
		client.close();
	});

	it('finds the migrations from whatever folder the process was started in', async () => {
		const module = JSON.stringify(`${import.meta.dirname}/migrate-db.ts`);
		const script = `const { migrateDatabase } = await import(${module});
			process.stdout.write(JSON.stringify(await migrateDatabase(process.argv[1])));`;
		const command = ['--input-type=module', '-e', script, url];
		const run = await promisify(execFile)(process.execPath, command, { cwd: directory });
		expect(JSON.parse(run.stdout)).toEqual(tags);
	});

	it('is safe for several processes at once', async () => {
		const module = JSON.stringify(`${import.meta.dirname}/migrate-db.ts`);
		const script = `const { migrateDatabase } = await import(${module});
			process.stdout.write(JSON.stringify(await migrateDatabase(process.argv[1])));`;
		const runs = await Promise.all(
			Array.from({ length: 3 }, () =>
				promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, url])
			)
		);
		expect(runs.flatMap(({ stdout }) => JSON.parse(stdout) as string[])).toEqual(tags);
	});

	it('leaves nothing of a migration that fails', async () => {
		const good = 'create table a (id integer);';
		const first = folderOf(['0000_a', 1000, good]);
		const second = folderOf(
			['0000_a', 1000, good],
			['0001_b', 2000, 'create table b (id integer);--> statement-breakpoint\nnonsense;']
		);
		await migrateDatabase(url, undefined, first);
		await expect(migrateDatabase(url, undefined, second)).rejects.toThrow();
		const client = open();
		const { rows } = await client.execute("select name from sqlite_master where name = 'b'");
		expect(rows).toEqual([]);
		expect(await pendingMigrations(client, second)).toEqual(['0001_b']);
		client.close();
	});

	it('says so when a migration is older than one already applied', async () => {
		const newer = 'create table a (id integer);';
		await migrateDatabase(url, undefined, folderOf(['0001_a', 2000, newer]));
		const folder = folderOf(
			['0000_b', 1000, 'create table b (id integer);'],
			['0001_a', 2000, newer]
		);
		await expect(migrateDatabase(url, undefined, folder)).rejects.toThrow(/skipped 0000_b/);
	});

	it('leaves all of it in the one file', async () => {
		await migrateDatabase(url);
		const copy = `sqlite:${join(directory, 'b.db')}`;
		cpSync(url.slice('sqlite:'.length), join(directory, 'b.db'));
		expect(await migrateDatabase(copy)).toEqual([]);
	});
});
