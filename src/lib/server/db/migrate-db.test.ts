import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient, type Client } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLibsqlServer } from '$tests/libsql-server';
import { makeDatabaseFile, migrateDatabase } from './migrate-db.ts';
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

	it.each(['url', 'wsUrl'] as const)('blames a token that may read only, at its %s', async (at) => {
		const server = await startLibsqlServer({ auth: true });
		const migrating = migrateDatabase(server[at], server.tokens!.readOnly);
		await expect(migrating).rejects.toThrow(/DATABASE_AUTH_TOKEN (?:that )?may read only/);
		await server.stop();
	});

	it('names two of the same text, and applies nothing', async () => {
		const text = '-- Custom SQL migration file, put your code below! --';
		const folder = folderOf(['0000_first', 1, text], ['0001_second', 2, text]);
		await expect(migrateDatabase(url, undefined, folder)).rejects.toThrow(
			/^0000_first and 0001_second have the same text/
		);
		const client = open();
		expect(await pendingMigrations(client, folder)).toEqual(['0000_first', '0001_second']);
		client.close();
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

	it('leaves all of it in the one file', async () => {
		await migrateDatabase(url);
		const copy = `sqlite:${join(directory, 'b.db')}`;
		cpSync(url.slice('sqlite:'.length), join(directory, 'b.db'));
		expect(await migrateDatabase(copy)).toEqual([]);
	});
});

describe.each(['a file', 'a server'])('on %s', (place) => {
	const ours: [string, number, string] = ['0000_a', 1000, 'create table a (id integer);'];
	const theirs: [string, number, string] = ['0001_own', 3000, 'create table own (id integer);'];
	// Needs what stands before it, and is older than the fork's own.
	const late: [string, number, string] = [
		'0002_late',
		2000,
		'alter table a add own integer;--> statement-breakpoint\ninsert into own values (7);'
	];

	async function withDatabase(work: (url: string, client: Client) => Promise<void>) {
		const server = place === 'a server' ? await startLibsqlServer() : undefined;
		const at = server?.url ?? url;
		if (!server) makeDatabaseFile(at.slice('sqlite:'.length));
		const client = createClient({ url: at.replace('sqlite:', 'file:') });
		try {
			await work(at, client);
		} finally {
			client.close();
			await server?.stop();
		}
	}

	it.each<[place: string, journal: (typeof ours)[]]>([
		['before it', [ours, late, theirs]],
		['after it', [ours, theirs, late]]
	])("applies ours when a fork's own is newer; in the journal it stands %s", (_, journal) =>
		withDatabase(async (at, client) => {
			await migrateDatabase(at, undefined, folderOf(ours, theirs));
			const folder = folderOf(...journal);
			expect(await migrateDatabase(at, undefined, folder)).toEqual(['0002_late']);
			expect(await migrateDatabase(at, undefined, folder)).toEqual([]);
			expect((await client.execute('select id from own')).rows).toMatchObject([{ id: 7 }]);
			expect((await client.execute('select own from a')).rows).toEqual([]);
		})
	);

	it('names a migration that was changed after it was applied, and applies nothing', () =>
		withDatabase(async (at, client) => {
			await migrateDatabase(at, undefined, folderOf(ours, theirs));
			const changed = folderOf(ours, ['0001_own', 3000, 'insert into own values (8);'], late);
			await expect(migrateDatabase(at, undefined, changed)).rejects.toThrow(
				/^The database has 0001_own with another text/
			);
			expect((await client.execute('select id from own')).rows).toEqual([]);
			expect(await pendingMigrations(client, folderOf(ours, theirs, late))).toEqual(['0002_late']);
		}));

	it.each([
		['no such table: nowhere', 'insert into nowhere values (1);'],
		['UNIQUE constraint failed: a.id', 'insert into a values (1), (1);']
	])('names the migration that the database refuses, and says why: %s', (reason, statement) =>
		withDatabase(async (at) => {
			const key: typeof ours = ['0000_a', 1000, 'create table a (id integer primary key);'];
			const wrong: typeof ours = [
				'0002_wrong',
				4000,
				`create table b (id integer);--> statement-breakpoint\n${statement}`
			];
			const after: typeof ours = ['0003_after', 5000, 'create table later (id integer);'];
			const folder = folderOf(key, theirs, wrong, after);
			await migrateDatabase(at, undefined, folderOf(key));
			const refused = migrateDatabase(at, undefined, folder);
			await expect(refused).rejects.toThrow(
				/^0002_wrong cannot be applied: .*\. Nothing is applied\.$/
			);
			await expect(refused).rejects.toThrow(reason);
		})
	);

	it('says what to do about a migration that was taken back after it was applied', () =>
		withDatabase(async (at) => {
			await migrateDatabase(at, undefined, folderOf(ours, theirs));
			const anew: typeof ours = ['0001_own', 4000, 'create table own (id integer, more text);'];
			await expect(migrateDatabase(at, undefined, folderOf(ours, anew))).rejects.toThrow(
				/^0001_own cannot be applied: .*own.* already exists.* 1 migration\(s\) .*db:push/
			);
		}));

	it('applies all or nothing, and leaves the table as Drizzle reads it', () =>
		withDatabase(async (at, client) => {
			const wrong: typeof late = ['0003_wrong', 4000, 'insert into nowhere values (1);'];
			await expect(migrateDatabase(at, undefined, folderOf(ours, theirs, wrong))).rejects.toThrow();
			const left = "select name from sqlite_master where name in ('a', 'own')";
			expect((await client.execute(left)).rows).toEqual([]);
			await migrateDatabase(at, undefined, folderOf(ours, theirs));
			await migrate(drizzle(client), { migrationsFolder: folderOf(ours, theirs) });
			const records = 'select id, created_at from __drizzle_migrations';
			expect((await client.execute(records)).rows).toMatchObject([
				{ id: null, created_at: 1000 },
				{ id: null, created_at: 3000 }
			]);
		}));

	it('makes a table anew without losing what refers to it', () =>
		withDatabase(async (at, client) => {
			const parts = [
				'create table p (id integer primary key);',
				'create table c (p integer references p (id) on delete cascade);',
				'insert into p values (1);',
				'insert into c values (1);'
			];
			const anew = [
				'create table n (id integer primary key, more text);',
				'insert into n (id) select id from p;',
				'drop table p;',
				'alter table n rename to p;'
			];
			const first: typeof ours = ['0000_p', 1000, parts.join('--> statement-breakpoint\n')];
			const second: typeof ours = ['0001_n', 2000, anew.join('--> statement-breakpoint\n')];
			await migrateDatabase(at, undefined, folderOf(first));
			await migrateDatabase(at, undefined, folderOf(first, second));
			expect((await client.execute('select p from c')).rows).toMatchObject([{ p: 1 }]);
		}));

	it('goes on from what Drizzle itself applied', () =>
		withDatabase(async (at, client) => {
			await migrate(drizzle(client), { migrationsFolder: folderOf(ours) });
			expect(await migrateDatabase(at, undefined, folderOf(ours, theirs))).toEqual(['0001_own']);
		}));

	it('applies a change of data once, though several find it missing', () =>
		withDatabase(async (at, client) => {
			await migrateDatabase(at, undefined, folderOf(ours, theirs));
			const folder = folderOf(ours, theirs, late);
			const runs = await Promise.all([1, 2, 3].map(() => migrateDatabase(at, undefined, folder)));
			expect(runs.flat()).toEqual(['0002_late']);
			expect((await client.execute('select id from own')).rows).toHaveLength(1);
		}));
});
