import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createClient, LibsqlError } from '@libsql/client';
import { DrizzleQueryError } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { asTryLater, isBusy, isSessionEnded, isUniqueViolation } from './errors';
import { faultOf } from './fault';

const url = process.env.DATABASE_URL!;
const open = () => createClient({ url, timeout: 1 });
const [client, other] = [open(), open()];
await client.executeMultiple(`
	create table parents (id integer primary key, name text, place text, unique (name, place));
	create table children (parent integer not null references parents (id));
	create table ages (age integer check (age >= 0));
	insert into parents values (1, 'a', 'b');`);
afterAll(() => [client, other].forEach((one) => one.close()));

const failureOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);
/** As Drizzle throws it. */
const wrapped = async (work: Promise<unknown>) =>
	new DrizzleQueryError('query', [], (await failureOf(work)) as Error);

test('a file: which rule refused a row, and on which columns', async () => {
	const run = (sql: string) => wrapped(client.execute(sql));
	expect(faultOf(await run("insert into parents values (2, 'a', 'b')"))).toEqual({
		kind: 'unique',
		columns: ['parents.name', 'parents.place']
	});
	const primaryKey = await run('insert into parents values (1, null, null)');
	expect(faultOf(primaryKey)).toEqual({ kind: 'unique', columns: ['parents.id'] });
	expect(isUniqueViolation(primaryKey)).toBe(true);
	const orphan = await run('insert into children values (9)');
	expect(faultOf(orphan)).toEqual({ kind: 'foreign-key' });
	expect(isSessionEnded(orphan)).toBe(true);
	expect(faultOf(await run('insert into children values (null)'))).toEqual({
		kind: 'not-null',
		column: 'children.parent'
	});
	expect(faultOf(await run('insert into ages values (-1)'))).toEqual({ kind: 'constraint' });
	expect(faultOf(await run('select nothing from nowhere'))).toBeNull();
	const batch = client.batch(["insert into parents values (3, 'a', 'b')"], 'write');
	expect(faultOf(await wrapped(batch))).toMatchObject({ kind: 'unique' });
});

test('a file: a lock, a full disk and a right to read only are outages that pass', async () => {
	const lock = await other.transaction('write');
	const busy = await failureOf(client.execute('delete from children'));
	await lock.rollback();
	expect(faultOf(busy)).toEqual({ kind: 'busy' });
	expect(isBusy(busy)).toBe(true);

	const full = open();
	await full.execute('pragma max_page_count = 1');
	const bytes = 'insert into parents (name) values (randomblob(1000000))';
	const refused = await failureOf(full.execute(bytes));
	expect(faultOf(refused)).toEqual({ kind: 'full' });
	await full.execute('pragma query_only = on');
	const readOnly = await failureOf(full.execute('delete from children'));
	expect(faultOf(readOnly)).toEqual({ kind: 'read-only' });
	full.close();
	for (const error of [busy, refused, readOnly]) expect(asTryLater(error)?.status).toBe(503);
});

test('a file: one whose pages are overwritten is an outage too', async () => {
	const file = join(mkdtempSync(join(tmpdir(), 'porchlight-damaged-')), 'damaged.db');
	const damaged = createClient({ url: `file:${file}` });
	await damaged.executeMultiple('create table a (b text); insert into a values (1);');
	for (const [from, code] of [
		[4_096, 'SQLITE_CORRUPT'],
		[0, 'SQLITE_NOTADB']
	] as const) {
		writeFileSync(file, readFileSync(file).fill(0xa5, from));
		await damaged.reconnect();
		const error = await wrapped(damaged.execute('select * from a'));
		expect(error.cause).toMatchObject({ code });
		expect(faultOf(error)).toEqual({ kind: 'damaged' });
		expect(asTryLater(error)?.status).toBe(503);
	}
	damaged.close();
	rmSync(dirname(file), { recursive: true });
});

test.each([
	['SQLITE_CONSTRAINT', 'SQLite error: UNIQUE constraint failed: users.email', 'unique'],
	['SQLITE_CONSTRAINT', 'SQLite error: FOREIGN KEY constraint failed', 'foreign-key'],
	['SQLITE_CONSTRAINT', 'SQLite error: NOT NULL constraint failed: users.id', 'not-null'],
	['SQLITE_BUSY', 'SQLite error: database is locked', 'busy'],
	['SQLITE_LOCKED', 'SQLite error: database table is locked', 'busy'],
	['TRANSACTION_BUSY', 'Server cannot handle additional transactions', 'busy'],
	['TRANSACTION_TIMEOUT', 'Transaction timed out', 'timeout'],
	['SQLITE_FULL', 'SQLite error: database or disk is full', 'full'],
	['BLOCKED', 'Operation was blocked', 'read-only'],
	['STREAM_EXPIRED', 'The stream has expired due to inactivity', 'lost'],
	['SERVER_ERROR', 'Server returned HTTP status 400: Received an invalid baton', 'lost'],
	['SERVER_ERROR', 'Server returned HTTP status 404: stream not found', 'lost'],
	['SERVER_ERROR', 'Server returned HTTP status 429', 'busy'],
	['SERVER_ERROR', 'Server returned HTTP status 502', 'lost'],
	['SERVER_ERROR', 'Server returned HTTP status 401', 'auth'],
	['SERVER_ERROR', 'Server returned HTTP status 403: Not authorized', 'auth'],
	['AUTH_JWT_INVALID', 'The JWT is invalid', 'auth'],
	['HRANA_WEBSOCKET_ERROR', 'WebSocket was closed with code 1006', 'lost'],
	['HRANA_WEBSOCKET_ERROR', 'Unexpected server response: 401', 'auth'],
	['SQL_INPUT_ERROR', 'SQL input error: near "selec": syntax error', null],
	['SQLITE_UNKNOWN', 'SQLite error: no such table: nowhere', null]
])('a server: %s, %s', (code, message, kind) => {
	const error = new DrizzleQueryError('query', [], new LibsqlError(message, code));
	expect(faultOf(error)?.kind ?? null).toBe(kind);
	if (kind === 'unique') expect(faultOf(error)).toMatchObject({ columns: ['users.email'] });
});
