import fs from 'node:fs/promises';
import { createClient, LibsqlError, type InStatement } from '@libsql/client';
import { beforeEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { ConnectionLostError } from '@/server/db/errors';
import { openBrowser } from '$tests/app';
import { assertDatabase, endReadiness } from './readiness';

const ready = { ready: true, database: 'ok', migrations: 'ok', writes: 'ok' };

/** The answer, and the time that it took. */
async function ask() {
	const began = clock();
	const response = await openBrowser().get('/readyz');
	const answer: unknown = await response.json();
	const { status, headers } = response;
	return { status, headers, answer, took: clock() - began };
}

const clock = performance.now.bind(performance);
let ahead = 0;
/** The proof that writes are taken is shared for five seconds: each test begins after those. */
beforeEach(() => {
	ahead += 6_000;
	const shift = ahead;
	vi.spyOn(performance, 'now').mockImplementation(() => clock() + shift);
});

test('a server whose database lacks a migration lives, is not ready, and says when to ask again', async () => {
	expect(await ask()).toMatchObject({ status: 200, answer: ready });
	const known = await db.$client.execute('select * from __drizzle_migrations');
	await db.$client.execute('delete from __drizzle_migrations');
	const { status, answer, headers } = await ask();
	expect([status, answer]).toEqual([503, { ...ready, ready: false, migrations: 'missing' }]);
	expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
	expect((await openBrowser().get('/healthz')).status).toBe(200);
	for (const { hash, created_at: at } of known.rows) {
		await db.$client.execute({
			sql: 'insert into __drizzle_migrations (hash, created_at) values (?, ?)',
			args: [hash!, at!]
		});
	}
	expect((await ask()).status).toBe(200);
});

test('one that takes no writes is not ready, whoever else holds the lock, and says so in time', async () => {
	const other = createClient({ url: process.env.DATABASE_URL! });
	const lock = await other.transaction('write');
	const [first, second] = await Promise.all([ask(), ask()]);
	await lock.rollback();
	other.close();
	expect(first).toMatchObject({ status: 503, answer: { ...ready, ready: false, writes: 'stuck' } });
	expect(second.answer).toEqual(first.answer);
	expect(Math.max(first.took, second.took)).toBeLessThan(5_000);
});

test('one whose disk is full is not ready, though a write of nothing would succeed', async () => {
	const statfs = fs.statfs.bind(fs);
	const full = async (path: string) => ({ ...(await statfs(path)), bavail: 1, bfree: 1 });
	const spy = vi.spyOn(fs, 'statfs').mockImplementation(full as typeof fs.statfs);
	const { status, answer } = await ask();
	expect([status, answer]).toEqual([503, { ...ready, ready: false, writes: 'refused' }]);
	spy.mockRestore();
});

test('one on a mount that does not say how large it is is ready', async () => {
	const silent = async () => ({ bsize: 4096, blocks: 0, bavail: 0, bfree: 0 });
	const spy = vi.spyOn(fs, 'statfs').mockImplementation(silent as unknown as typeof fs.statfs);
	expect(await ask()).toMatchObject({ status: 200, answer: ready });
	spy.mockRestore();
});

test('one that may only read is not ready', async () => {
	const execute = db.$client.execute.bind(db.$client);
	vi.spyOn(db.$client, 'execute').mockImplementation(async (statement: InStatement) => {
		if (!String(statement).startsWith('delete')) return execute(statement);
		throw new LibsqlError('attempt to write a readonly database', 'SQLITE_READONLY');
	});
	expect(await ask()).toMatchObject({
		status: 503,
		answer: { ...ready, ready: false, writes: 'refused' }
	});
});

test('it is asked whether it takes writes once in five seconds, whoever asks', async () => {
	const execute = vi.spyOn(db.$client, 'execute');
	await Promise.all([ask(), ask(), ask()]);
	expect(await ask()).toMatchObject({ status: 200, answer: ready });
	const proofs = execute.mock.calls.filter(([statement]) => String(statement).startsWith('delete'));
	expect(proofs).toHaveLength(1);
});

test('a start without an answer from the database says so, and why, without a stack', async () => {
	const failure = new ConnectionLostError(new Error('connect ECONNREFUSED 192.0.2.1:8080'), false);
	vi.spyOn(db.$client, 'execute').mockRejectedValue(failure);
	await expect(assertDatabase()).rejects.toMatchObject({
		name: 'StartupError',
		message: expect.stringMatching(/DATABASE_URL.* is not reachable: .*ECONNREFUSED/s) as string
	});
});

test('one whose database a newer version has gone on with is ready, and starts', async () => {
	await db.$client.execute(
		"insert into __drizzle_migrations (hash, created_at) values ('newer', 9999999999999)"
	);
	expect((await ask()).status).toBe(200);
	await expect(assertDatabase()).resolves.toBeUndefined();
	await db.$client.execute("delete from __drizzle_migrations where hash = 'newer'");
});

/** The last one: a server that ends does not become ready again. */
test('one that ends is not ready, and says so', async () => {
	endReadiness();
	expect(await ask()).toMatchObject({
		status: 503,
		answer: { ...ready, ready: false, stopping: true }
	});
});
