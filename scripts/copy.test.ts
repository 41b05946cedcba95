import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type InValue } from '@libsql/client';
import { getTableName, is } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { parseDatabaseUrl } from '../src/lib/server/database-url.ts';
import { createDb } from '../src/lib/server/db/create-db.ts';
import { examineDatabase } from '../src/lib/server/db/examine-database.ts';
import { readSides } from './lib/copy-sides.ts';
import { startLibsqlServer, type LibsqlServer } from '../tests/support/libsql-server/index.ts';

// Each starts several processes.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let server: LibsqlServer;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'porchlight-copy-'));
	server = await startLibsqlServer({ template, auth: true, synchronous: 'FULL' });
});
afterEach(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

const template = join(inject('databaseFolder'), 'template.db');
// Not by name: what only this test would use is unused all the same.
const list = '../src/lib/server/db/schemas/index.ts';
const schema = (await import(list)) as Record<string, unknown>;
const names = Object.values<unknown>(schema)
	.filter((value) => is(value, SQLiteTable))
	.map((table) => getTableName(table));

/** Runs `db:copy`; what it says, and how it ends. */
function copy(...options: string[]): Promise<{ text: string; code: number }> {
	const env = { ...process.env, DATABASE_AUTH_TOKEN: server.tokens!.full };
	return new Promise((resolve) => {
		execFile(process.execPath, ['scripts/copy.ts', ...options], { env }, (error, out, err) =>
			resolve({ text: out + err, code: Number(error?.code ?? 0) })
		);
	});
}

const open = (url: string) =>
	createClient({ url, authToken: server.tokens!.full, intMode: 'bigint' });

/** A migrated file, with `more` done to it. */
async function makeFile(name: string, more: (client: ReturnType<typeof open>) => Promise<unknown>) {
	const url = `file:${join(folder, name)}`;
	copyFileSync(template, join(folder, name));
	const client = open(url);
	await more(client);
	client.close();
	return url;
}

/** Something of every kind that a column can hold; the same in each table, so that keys lead somewhere. */
function valueFor({ type, notnull, pk }: Record<string, unknown>, row: number): InValue {
	if (!notnull && !pk && row % 2 === 0) return null;
	if (type === 'BLOB') return Uint8Array.from({ length: 256 }, (_, byte) => (byte + row) % 256);
	if (type === 'INTEGER') return row === 3 ? Number.MAX_SAFE_INTEGER : row;
	return `${row} – “größer” 日本 👩‍🚀\n`;
}

/** Fills every table that there is: no list of names to be forgotten. */
async function fill(client: ReturnType<typeof open>, size: (table: string) => number) {
	const { rows } = await client.execute(
		"select name from sqlite_master where type = 'table' and name not glob '_*' and name not glob 'sqlite_*'"
	);
	const statements: { sql: string; args: InValue[] }[] = [];
	for (const name of rows.map((row) => String(row.name))) {
		const columns = (await client.execute(`pragma table_info(\`${name}\`)`)).rows;
		const sql = `insert into \`${name}\` values (${columns.map(() => '?').join()})`;
		for (let row = 1; row <= size(name); row++) {
			statements.push({ sql, args: columns.map((column) => valueFor(column, row)) });
		}
	}
	await client.migrate(statements);
}

/** All rows, in their order. */
async function contents(url: string) {
	const client = open(url);
	const tables = [...names, 'numbered', 'sqlite_sequence'];
	const found = await client.batch(tables.map((name) => `select * from ${name}`));
	client.close();
	return Object.fromEntries(found.map(({ rows }, index) => [tables[index], rows]));
}

const numbered = 'create table numbered (id integer primary key autoincrement, share real)';

test('every row of every table comes onto a server and back, and numbers go on', async () => {
	const first = await makeFile('first.db', async (client) => {
		await client.execute(numbered);
		// More than one trip's worth, of rows and of pictures.
		await fill(client, (table) => (table === 'rate_limits' ? 2_100 : 20));
		await client.execute('update numbered set share = 2.0 where id = 1');
		await client.execute('delete from numbered where id > 10');
	});
	const second = await makeFile('second.db', (client) => client.execute(numbered));
	const there = open(server.url);
	await there.execute(numbered);
	there.close();

	const onto = await copy(first, server.url);
	expect(onto).toMatchObject({ code: 0, text: expect.stringContaining('rate_limits: 2100') });
	const back = await copy(server.wsUrl, second);
	expect(back.text).toBe(onto.text);

	const original = await contents(first);
	for (const name of names) expect(original[name]!.length, name).toBeGreaterThanOrEqual(20);
	expect(original.sqlite_sequence).toContainEqual(expect.objectContaining({ name: 'numbered' }));
	expect(await contents(server.url)).toEqual(original);
	expect(await contents(second)).toEqual(original);
	const client = open(second);
	const added = await client.execute('insert into numbered (share) values (0.5)');
	expect(added.lastInsertRowid).toBe(BigInt(Number.MAX_SAFE_INTEGER) + 1n);
	client.close();
});

test('where a server sends no answer that large, fewer rows go at once', async () => {
	const first = await makeFile('first.db', (client) => fill(client, () => 5));
	expect((await copy(first, server.url)).code).toBe(0);
	const tooLarge = { code: 'RESPONSE_TOO_LARGE', message: 'Response is too large' };
	for (const table of ['kept_forms', 'avatars', 'avatars']) {
		await server.failNext(`from "${table}" where`, tooLarge);
	}
	const second = await makeFile('second.db', async () => undefined);
	expect(await copy(server.url, second)).toMatchObject({
		code: 0,
		text: expect.stringMatching(/avatars: 5\n.*kept_forms: 5\n/s)
	});
});

test('a copy that was broken off is told from a whole one, and begun again', async () => {
	const first = await makeFile('first.db', (client) => fill(client, () => 5));
	await server.failNext('insert into "tokens"', { code: 'SQLITE_FULL', message: 'disk is full' });
	const broken = await copy(first, server.url);
	expect(broken.code).toBe(1);
	expect(broken.text).toMatch(/not complete, and no server starts on it.*\n.*disk is full/);

	const db = createDb(server.url, server.tokens!.full);
	const look = () => examineDatabase(db.$client, parseDatabaseUrl(server.url), true);
	expect((await look()).problems).toEqual([expect.stringMatching(/copy.* broken off/)]);
	const second = `file:${join(folder, 'second.db')}`;
	expect((await copy(server.url, second)).text).toContain('FROM is itself a copy that was broken');

	const again = await copy(first, server.url);
	expect(again).toMatchObject({ code: 0, text: expect.stringContaining('users: 5') });
	expect(await look()).toEqual({ problems: [], warnings: [] });
	db.$client.close();
});

test('refuses what would lose or mix something, and does nothing when asked how', async () => {
	const full = await makeFile('full.db', (client) => fill(client, () => 1));
	const [old, none, target] = ['old.db', 'none.db', 'target.db'].map(
		(name) => `file:${join(folder, name)}`
	) as [string, string, string];
	open(old).close();
	const refused = await Promise.all([
		copy(old, target),
		copy(none, target),
		copy(server.url, full),
		// Both are servers: the token is TO's.
		copy(server.url, server.wsUrl)
	]);
	expect(refused.map(({ code }) => code)).toEqual([1, 1, 1, 1]);
	expect(refused.map(({ text }) => text)).toEqual([
		expect.stringMatching(/^FROM lacks 0000_accounts/),
		expect.stringMatching(/^FROM: there is no file/),
		expect.stringMatching(/^TO has rows already, in .*users.*: copy into an empty database/),
		expect.stringMatching(/^FROM: .* asks for a token/)
	]);
	expect(await copy(full, target, '--help')).toMatchObject({
		code: 0,
		text: expect.stringMatching(/^Usage: /)
	});
	expect(() => readSides([full, target, '--force'])).toThrow("Unknown option '--force'");
	expect(() => readSides([full])).toThrow(/^Usage: /);
	expect(() => readSides(['http://db.example', target])).toThrow(/could be read on their way/);
	expect([none, target].map((url) => existsSync(url.slice('file:'.length)))).toEqual([
		false,
		false
	]);
});
