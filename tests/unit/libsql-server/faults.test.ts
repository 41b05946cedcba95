import { createClient } from '@libsql/client';
import type { Client } from '@libsql/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLibsqlServer } from '../../support/libsql-server/index.ts';
import type { LibsqlServer, Options } from '../../support/libsql-server/index.ts';

/** What an operation failed with. */
const failure = (work: Promise<unknown>): Promise<Error & { code?: string }> =>
	work.then(
		() => expect.fail('It did not fail.'),
		(error: Error) => error
	);

/** Whether something is still under way after a while in which it would long have ended. */
const isOpen = (work: Promise<unknown>) =>
	Promise.race([
		work.then(
			() => false,
			() => false
		),
		new Promise((resolve) => setTimeout(() => resolve(true), 100))
	]);

let server: LibsqlServer;
let client: Client;

function open(address: 'url' | 'wsUrl') {
	client = createClient({ url: server[address], authToken: server.tokens?.full });
}

async function start(options: Options = {}) {
	server = await startLibsqlServer(options);
	open('url');
	await client.execute('CREATE TABLE note (text TEXT)');
}

afterEach(() => client.close());

const write = (text: string) =>
	client.execute({ sql: 'INSERT INTO note VALUES (?)', args: [text] });
const notes = async () => (await client.execute('SELECT text FROM note')).rows.map((row) => row[0]);

describe.each(['url', 'wsUrl'] as const)('faults of the test server at its %s', (address) => {
	// Far longer than any of these takes: nobody's lock is taken away.
	beforeAll(() => start({ transactionMs: 60_000 }));
	beforeEach(async () => {
		open(address);
		await client.execute('DELETE FROM note');
	});
	afterAll(() => server.stop());

	it('answers nothing while it hangs, and does nothing of it', async () => {
		await server.hang();
		const lost = write('lost');
		expect(await isOpen(lost)).toBe(true);
		await server.resume();
		const patient = client;
		open(address);
		await write('later');
		expect(await notes()).toEqual(['later']);
		expect(await isOpen(lost)).toBe(true);
		patient.close();
	});

	it('hangs for one statement only', async () => {
		await server.hangNext(/^INSERT/);
		const lost = write('lost');
		expect(await notes()).toEqual([]);
		await write('second');
		expect(await notes()).toEqual(['second']);
		expect(await isOpen(lost)).toBe(true);
	});

	it("loses COMMIT's answer after it is done", async () => {
		await server.loseAnswer('COMMIT');
		const transaction = await client.transaction('write');
		await transaction.execute("INSERT INTO note VALUES ('done')");
		const commit = transaction.commit();
		expect(await isOpen(commit)).toBe(true);
		expect(await notes()).toEqual(['done']);
	});

	it('cuts the line after it is done', async () => {
		await server.loseAnswer('INSERT', { cut: true });
		await failure(write('done'));
		expect(await notes()).toEqual(['done']);
	});

	it('fails a statement as it is told', async () => {
		await server.failNext('INSERT', { code: 'SQLITE_BUSY', message: 'SQLite error: busy' });
		expect(await failure(write('first'))).toMatchObject({ code: 'SQLITE_BUSY' });
		await write('second');
		expect(await notes()).toEqual(['second']);
	});

	it('is as far away as it is told', async () => {
		await server.delay(60);
		const begin = performance.now();
		await Promise.all([write('one'), write('two')]);
		const passed = performance.now() - begin;
		expect(passed).toBeGreaterThan(55);
		await server.delay(0);
		expect(await notes()).toEqual(['one', 'two']);
	});

	it('loses open transactions when it is killed, and nothing that was committed', async () => {
		await write('kept');
		const transaction = await client.transaction('write');
		await transaction.execute("INSERT INTO note VALUES ('lost')");
		await server.kill();
		await failure(write('nowhere'));
		await server.restart();
		await failure(transaction.execute('SELECT 1'));
		transaction.close();
		expect(await notes()).toEqual(['kept']);
	});

	it('closes what nothing is under way on, and the client comes again', async () => {
		await server.closeIdle();
		await expect.poll(() => notes().catch(() => 'closed')).toEqual([]);
	});

	it('ends a transaction whose caller hung up while it waited for the lock', async () => {
		const transaction = await client.transaction('write');
		await transaction.execute("INSERT INTO note VALUES ('first')");
		const before = await server.calls();
		const line = new AbortController();
		const { signal } = line;
		const caller = createClient({
			url: server[address],
			fetch: (request: Request) => fetch(request, { signal })
		});
		const waiting = await caller.transaction('write');
		const hungUp = failure(waiting.execute("INSERT INTO note VALUES ('given up')"));
		await expect.poll(server.calls).toBe(before + 1);
		line.abort();
		caller.close();
		await hungUp;
		await transaction.commit();
		await write('soon');
		expect(await notes()).toEqual(['first', 'soon']);
	});

	it('still does a write whose caller hung up while it waited for the lock', async () => {
		const transaction = await client.transaction('write');
		await transaction.execute("INSERT INTO note VALUES ('first')");
		const before = await server.calls();
		const line = new AbortController();
		const { signal } = line;
		const caller = createClient({
			url: server[address],
			fetch: (request: Request) => fetch(request, { signal })
		});
		const hungUp = failure(caller.execute("INSERT INTO note VALUES ('second')"));
		await expect.poll(server.calls).toBe(before + 1);
		line.abort();
		caller.close();
		await hungUp;
		await transaction.commit();
		await expect.poll(notes).toEqual(['first', 'second']);
	});
});

describe('streams over HTTP', () => {
	afterEach(() => server.stop());

	const openTransaction = async () => {
		const transaction = await client.transaction('write');
		await transaction.execute("INSERT INTO note VALUES ('lost')");
		return transaction;
	};

	it('expire in silence, and give the lock back', async () => {
		await start({ streamMs: 50 });
		const transaction = await openTransaction();
		await write('waits for its end');
		expect(await failure(transaction.commit())).toMatchObject({ code: 'STREAM_EXPIRED' });
		expect(await notes()).toEqual(['waits for its end']);
	});

	it('are unknown after a restart', async () => {
		await start();
		const transaction = await openTransaction();
		await server.kill();
		await server.restart();
		const error = await failure(transaction.commit());
		expect(error).toMatchObject({ code: 'SERVER_ERROR' });
		expect(error.message).toContain('HTTP status 400: Received an invalid baton');
	});

	it('are not found on a hosted server', async () => {
		await start({ hosted: true });
		const transaction = await openTransaction();
		await server.kill();
		await server.restart();
		const error = await failure(transaction.commit());
		expect(error).toMatchObject({ code: 'SERVER_ERROR' });
		expect(error.message).toContain('404');
	});

	it('break off where the server closed a kept connection silently', async () => {
		await start();
		await server.closeIdle({ silently: true });
		expect((await failure(notes())).message).toBe('fetch failed');
		expect(await notes()).toEqual([]);
	});
});

describe('tokens', () => {
	beforeAll(() => start({ auth: true }));
	beforeEach(() => open('url'));
	afterAll(() => server.stop());

	const withToken = (authToken?: string) => createClient({ url: server.url, authToken });

	it('are asked for and checked', async () => {
		for (const token of [undefined, 'wrong']) {
			const error = await failure(withToken(token).execute('SELECT 1'));
			expect(error).toMatchObject({ code: 'SERVER_ERROR' });
			expect(error.message).toContain('401');
		}
		await write('with the right one');
		expect(await notes()).toEqual(['with the right one']);
	});

	it('may allow to read only: no write, none of the settings, but a lock', async () => {
		const reader = withToken(server.tokens!.readOnly);
		await reader.execute('SELECT * FROM note');
		const transaction = await reader.transaction('write');
		await transaction.execute('SELECT * FROM note');
		await transaction.rollback();
		for (const sql of ['DELETE FROM note WHERE 0', 'PRAGMA foreign_keys', 'PRAGMA synchronous']) {
			const error = await failure(reader.execute(sql));
			expect(error).toMatchObject({ code: 'SERVER_ERROR' });
			expect(error.message).toContain('403');
		}
	});
});

describe('a WebSocket', () => {
	afterEach(() => server.stop());

	it('ends where the token is wrong', async () => {
		await start({ auth: true });
		const stranger = createClient({ url: server.wsUrl, authToken: 'wrong' });
		expect(await failure(stranger.execute('SELECT 1'))).toMatchObject({ code: 'AUTH_JWT_INVALID' });
	});

	it('ends where a token that may only read writes', async () => {
		await start({ auth: true });
		const reader = createClient({ url: server.wsUrl, authToken: server.tokens!.readOnly });
		expect((await reader.execute('SELECT text FROM note')).rows).toEqual([]);
		const error = await failure(reader.execute("INSERT INTO note VALUES ('no')"));
		expect(error).toMatchObject({ code: 'HRANA_WEBSOCKET_ERROR' });
	});

	it('does nothing more for a socket that has closed, and leaves nothing of it to the next stream', async () => {
		await start({ delayMs: 100, transactionMs: 60_000 });
		const socket = new WebSocket(server.wsUrl, 'hrana2');
		await new Promise((resolve) => socket.addEventListener('open', resolve));
		const ask = (id: number, request: object) =>
			socket.send(JSON.stringify({ type: 'request', request_id: id, request }));
		socket.send(JSON.stringify({ type: 'hello', jwt: null }));
		ask(1, { type: 'open_stream', stream_id: 1 });
		ask(2, { type: 'execute', stream_id: 1, stmt: { sql: 'BEGIN IMMEDIATE' } });
		await new Promise((resolve) => setTimeout(resolve, 20));
		socket.close();
		await new Promise((resolve) => setTimeout(resolve, 150));
		const next = await client.transaction('write');
		await next.execute("INSERT INTO note VALUES ('kept')");
		await next.commit();
		expect(await notes()).toEqual(['kept']);
	});

	it('breaks off where the server closed it silently', async () => {
		await start();
		open('wsUrl');
		expect(await notes()).toEqual([]);
		await server.closeIdle({ silently: true });
		expect(await failure(notes())).toMatchObject({ code: 'HRANA_WEBSOCKET_ERROR' });
		expect(await notes()).toEqual([]);
	});
});

describe('settings', () => {
	it('can leave foreign keys off', async () => {
		await start({ foreignKeys: false, synchronous: 'FULL' });
		const read = async (name: string) => (await client.execute(`PRAGMA ${name}`)).rows[0]![0];
		expect(await read('foreign_keys')).toBe(0);
		expect(await read('synchronous')).toBe(2);
		await server.stop();
	});
});
