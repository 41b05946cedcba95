import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
	copyFileSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { createDb } from '../src/lib/server/db/create-db.ts';
import { fileUrl } from './lib/draft-file.ts';
import { insertPeople } from './lib/insert-people.ts';
import { startLibsqlServer } from '../tests/support/libsql-server/index.ts';

// Each starts several processes.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'porchlight-backup-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const template = join(inject('databaseFolder'), 'template.db');

/** Runs `db:backup`; what it says, and how it ends. */
function backUp(url: string, ...options: string[]): Promise<{ text: string; code: number }> {
	const env = { ...process.env, DATABASE_URL: url, DATABASE_AUTH_TOKEN: '' };
	return new Promise((resolve) => {
		execFile(process.execPath, ['scripts/backup.ts', ...options], { env }, (error, out, err) =>
			resolve({ text: out + err, code: Number(error?.code ?? 0) })
		);
	});
}

/** How many people have an account, and how many of them a profile. */
async function peopleIn(file: string) {
	const client = createClient({ url: fileUrl(file) });
	const { rows } = await client.execute(
		`select (select count(*) from users) as accounts, (select count(*) from profiles) as profiles,
		(select count(*) from __drizzle_migrations) as migrations,
		(select group_concat(integrity_check) from pragma_integrity_check) as pages,
		(select count(*) from sqlite_master where type = 'index') as indexes`
	);
	client.close();
	return { ...rows[0]! };
}

async function startDatabase(kind: string) {
	const path = join(folder, 'app.db');
	if (kind === 'file') {
		copyFileSync(template, path);
		return { url: `file:${path}`, stop: async () => {} };
	}
	const server = await startLibsqlServer({ template, synchronous: 'FULL', delayMs: 1 });
	return { url: kind === 'http' ? server.url : server.wsUrl, stop: server.stop };
}

test.each(['file', 'http', 'ws'])(
	'a backup of a database (%s) that is written to is of one moment, whole, and its owner’s alone',
	async (kind) => {
		const { url, stop } = await startDatabase(kind);
		const db = createDb(url);
		let acknowledged = 0;
		let isOver = false;
		/** An account and its profile, in one transaction. */
		async function write() {
			while (!isOver) {
				const id = randomUUID();
				await db.transaction((tx) => insertPeople([{ id, email: `${id}@example.org` }], tx));
				acknowledged += 1;
			}
		}
		const writing = write();
		await expect.poll(() => acknowledged, { timeout: 30_000 }).toBeGreaterThan(20);
		const before = acknowledged;
		const file = join(folder, 'größe #1.db');
		const { text, code } = await backUp(url, file);
		const after = acknowledged;
		isOver = true;
		await writing;
		db.$client.close();
		await stop();

		expect(text).toMatch(/is whole: accounts: \d+, rows: \d+, tables: \d+\./);
		expect(code).toBe(0);
		expect(after).toBeGreaterThan(before);
		const found = await peopleIn(file);
		expect(Number(found.accounts)).toBeGreaterThanOrEqual(before);
		expect(Number(found.accounts)).toBeLessThanOrEqual(after + 1);
		expect(found.profiles).toBe(found.accounts);
		const { migrations, indexes } = await peopleIn(template);
		expect(found).toMatchObject({ migrations, indexes, pages: 'ok' });
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(readdirSync(folder).filter((name) => !name.startsWith('app.db'))).toEqual([
			'größe #1.db'
		]);
	}
);

test('what would overwrite something, or is not whole, is refused and leaves nothing behind', async () => {
	const { url } = await startDatabase('file');
	const [there, none, broken, file] = ['there', 'none', 'broken.db', 'backup.db'].map((name) =>
		join(folder, name)
	) as [string, string, string, string];
	writeFileSync(there, 'a letter');
	const bytes = readFileSync(template);
	// A page of an index that is gone: reading the tables alone finds nothing amiss.
	writeFileSync(broken, bytes.subarray(0, bytes.length - 3 * 4096));
	const foreign = createClient({ url: `file:${join(folder, 'foreign.db')}` });
	await foreign.execute('create table letters (id integer)');
	foreign.close();
	const runs = await Promise.all([
		backUp(url, there),
		backUp(`file:${none}`, file),
		backUp(url, join(none, 'backup.db')),
		backUp(`file:${broken}`, file),
		backUp(`file:${join(folder, 'foreign.db')}`, file),
		backUp(url),
		backUp(url, file, '--force'),
		backUp('http://127.0.0.1:9', file)
	]);
	expect(runs.map(({ text }) => text)).toEqual([
		expect.stringMatching(/there is there already, and is left as it is/),
		expect.stringMatching(/^There is no database at .*none/),
		expect.stringMatching(/^There is no folder .*none/),
		expect.stringMatching(/broken\.db cannot be backed up\.\n.*malformed/),
		expect.stringMatching(/backup\.db is no backup to rely on: it has none of our migrations/),
		expect.stringMatching(/^Usage: /),
		expect.stringMatching(/^Unknown option '--force'/),
		expect.stringMatching(/^The database of DATABASE_URL .* is not reachable/)
	]);
	expect(runs.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1, 2, 2, 1]);
	expect(await backUp(url, '--help')).toMatchObject({
		code: 0,
		text: expect.stringMatching(/^Usage: /)
	});
	expect(readdirSync(folder).filter((name) => /part$|^backup|^none/.test(name))).toEqual([]);
	expect(readFileSync(there, 'utf8')).toBe('a letter');
});

test('a server that ends the reading before all is there leaves no backup', async () => {
	const server = await startLibsqlServer({ template, synchronous: 'FULL' });
	await server.failNext('from "preferences" where rowid', {
		code: 'TRANSACTION_TIMEOUT',
		message: 'Transaction timed out'
	});
	const { text, code } = await backUp(server.url, join(folder, 'backup.db'));
	await server.stop();
	expect(text).toMatch(/Transaction timed out/);
	expect(code).toBe(1);
	expect(readdirSync(folder)).toEqual([]);
});
