import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { rateLimits } from '../../../modules/limits/models/z.rate-limit';
import { startLibsqlServer, type LibsqlServer } from '$tests/libsql-server';
import { createDb } from './create-db';
import { asTryLater, CommitUnknownError, DatabaseLateError } from './errors';
import { faultOf } from './fault';
import { withinRequest } from './write-wait';

async function timed<T>(work: () => Promise<T>) {
	const began = performance.now();
	const result = await work().catch((error: unknown) => error);
	return { result, took: performance.now() - began };
}

type Db = ReturnType<typeof createDb>;
type Writer = Pick<Db, 'insert'>;

/** Asks for an answer: a write without one would leave with the COMMIT. */
const insertInto = (db: Writer, key: string) =>
	db.insert(rateLimits).values({ key, points: 1 }).returning({ key: rateLimits.key }).execute();

describe.each(['http', 'ws'] as const)('a libSQL server over %s', (over) => {
	let server: LibsqlServer;
	let db: Db;
	const start = async (options: Parameters<typeof startLibsqlServer>[0] = {}) => {
		server = await startLibsqlServer({
			template: `${inject('databaseFolder')}/template.db`,
			...options
		});
		db = createDb(over === 'ws' ? server.wsUrl : server.url);
	};
	beforeAll(() => start());
	afterAll(async () => {
		db.$client.close();
		await server.stop();
	});

	const insert = (key: string, executor: Writer = db) => insertInto(executor, key);
	const has = async (key: string) => (await db.$count(rateLimits, eq(rateLimits.key, key))) === 1;
	/** Waits until the server has met a statement since its trips were forgotten, answered or not. */
	const untilMet = (sql: string) =>
		expect
			.poll(async () => (await server.trips()).flatMap(({ statements }) => statements).join(), {
				interval: 5
			})
			.toContain(sql);

	test('a refused row is told by its kind and columns, alone, in a batch and in a transaction', async () => {
		await insert('taken');
		const row = { key: 'taken', points: 1 };
		const ways = [
			() => insert('taken'),
			() => db.batch([db.insert(rateLimits).values(row)]),
			() => db.transaction((tx) => insert('taken', tx)),
			() => db.transaction(async (tx) => void (await tx.insert(rateLimits).values(row)))
		];
		for (const way of ways) {
			const { result } = await timed<unknown>(way);
			expect(faultOf(result)).toEqual({ kind: 'unique', columns: ['rate_limits.key'] });
		}
		expect(await db.transaction((tx) => insert('goes on', tx))).toHaveLength(1);
	});

	test('half of a character is written as a file has it, and cuts nobody else off', async () => {
		const row = (way: string) => ({ key: `${way} \ud83d`, points: 1 });
		let runs = 0;
		let looked: Promise<boolean> | undefined;
		const look = () => (looked ??= has('looked for \ud83d'));
		await db.transaction(async (tx) => {
			runs += 1;
			await insert('beside', tx);
			await look();
			await insert('still beside', tx);
		});
		expect([runs, await looked]).toEqual([1, false]);
		await insert(row('alone').key);
		await db.batch([db.insert(rateLimits).values(row('in a batch'))]);
		await db.transaction((tx) => insert(row('in a transaction').key, tx));
		await db.transaction(async (tx) => void (await tx.insert(rateLimits).values(row('last'))));
		for (const way of ['alone', 'in a batch', 'in a transaction', 'last']) {
			expect(await has(`${way} \ufffd`), way).toBe(true);
		}
	});

	test('an answer that never comes costs its caller five seconds and nobody else anything', async () => {
		await server.hangNext('insert into "rate_limits"');
		await server.forgetTrips();
		const hung = timed(() => withinRequest(() => insert('hung')));
		await untilMet('insert into "rate_limits"');
		let commits = 0;
		await server.loseAnswer('COMMIT');
		const unknown = timed(() =>
			db.transaction(async (tx) => {
				commits += 1;
				await insert('kept without an answer', tx);
			})
		);
		await untilMet('COMMIT');
		const others = await timed(() =>
			Promise.all([
				...Array.from({ length: 10 }, (_, index) => insert(`beside ${index}`)),
				db.transaction((tx) => insert('beside in a transaction', tx))
			])
		);
		// Not until the deadline of what hangs, however slow the machine is.
		expect(others.took).toBeLessThan(4_000);
		const [write, commit] = await Promise.all([hung, unknown]);
		expect(asTryLater(write.result)).toBeInstanceOf(CommitUnknownError);
		expect(Math.max(write.took, commit.took)).toBeLessThan(7_000);
		expect(await has('hung')).toBe(false);
		// Whether it was kept is unknown here: it is done once all the same.
		expect(commit.result).toBeInstanceOf(CommitUnknownError);
		expect(commits).toBe(1);
		expect(await has('kept without an answer')).toBe(true);
		expect(await insert('after it')).toHaveLength(1);
	});

	test('a request has five seconds for all its reads and writes together', async () => {
		await server.hang();
		const { result, took } = await timed(() =>
			withinRequest(async () => {
				const write = await insert('late').catch(asTryLater);
				const read = await has('late').catch(asTryLater);
				return [write, read];
			})
		);
		await server.resume();
		expect(result).toEqual([expect.any(CommitUnknownError), expect.any(DatabaseLateError)]);
		expect(took).toBeGreaterThan(4_500);
		expect(took).toBeLessThan(7_000);
		expect(await has('late')).toBe(false);
	});

	test('a COMMIT whose connection is cut is unknown: 503, and nothing is done twice', async () => {
		for (const travels of ['alone', 'with the last writes']) {
			let runs = 0;
			await server.loseAnswer('COMMIT', { cut: true });
			const failing = db.transaction(async (tx) => {
				runs += 1;
				if (travels === 'alone') await insert(travels, tx);
				else await tx.insert(rateLimits).values({ key: travels, points: 1 });
			});
			const error = await failing.catch((thrown: unknown) => thrown);
			expect(error).toBeInstanceOf(CommitUnknownError);
			expect(asTryLater(error)).toMatchObject({ status: 503, retryAfter: 5 });
			expect(runs).toBe(1);
			expect(await has(travels)).toBe(true);
		}
	});

	test('a lock before the COMMIT is no doubt: all is done again', async () => {
		let runs = 0;
		const busy = { code: 'SQLITE_BUSY', message: 'SQLite error: database is locked' };
		await server.failNext('insert into "rate_limits"', busy);
		await db.transaction(async (tx) => {
			runs += 1;
			await tx.insert(rateLimits).values({ key: 'with the COMMIT', points: 1 });
		});
		expect(runs).toBe(2);
		expect(await has('with the COMMIT')).toBe(true);
	});

	test('a transaction is done again as a whole after a lock and after a lost stream', async () => {
		for (const failure of ['locked', 'restarted'] as const) {
			let runs = 0;
			await db.transaction(async (tx) => {
				runs += 1;
				await insert(`${failure} 1`, tx);
				if (runs === 1 && failure === 'locked') {
					const error = { code: 'SQLITE_BUSY', message: 'SQLite error: database is locked' };
					await server.failNext('insert into "rate_limits"', error);
				}
				if (runs === 1 && failure === 'restarted') {
					await server.kill();
					await server.restart();
				}
				await insert(`${failure} 2`, tx);
			});
			expect(runs).toBe(2);
			expect(await has(`${failure} 2`)).toBe(true);
		}
	});

	test('what is certain to have failed is kept as it is: the first error, not that of the ROLLBACK', async () => {
		await server.failNext('ROLLBACK', {
			code: 'SQLITE_UNKNOWN',
			message: 'no transaction is active'
		});
		const failing = db.transaction(async (tx) => {
			await insert('never', tx);
			throw new Error('the first');
		});
		await expect(failing).rejects.toThrow('the first');
		expect(await has('never')).toBe(false);
	});

	test('a lock costs a single write and a batch a moment', async () => {
		const busy = { code: 'SQLITE_BUSY', message: 'SQLite error: database is locked' };
		await server.failNext('insert into "rate_limits"', busy);
		expect(await insert('waited')).toHaveLength(1);
		await server.failNext('insert into "rate_limits"', busy);
		await db.batch([db.insert(rateLimits).values({ key: 'waited in a batch', points: 1 })]);
		expect(await has('waited in a batch')).toBe(true);
	});

	test('connections that the server closed while they were idle cost nobody an error', async () => {
		const all = () => Promise.all(Array.from({ length: 5 }, (_, index) => has(`idle ${index}`)));
		await all();
		await server.closeIdle();
		await sleep(50);
		await Promise.all(Array.from({ length: 5 }, (_, index) => insert(`idle ${index}`)));
		await server.closeIdle({ silently: true });
		expect(await all()).toEqual(Array(5).fill(true));
		await server.closeIdle({ silently: true });
		await db.transaction((tx) => insert('idle in a transaction', tx));
		expect(await has('idle in a transaction')).toBe(true);
		await server.kill();
		await server.restart();
		expect(await has('idle in a transaction')).toBe(true);
		expect(await insert('after the restart')).toHaveLength(1);
	});
});

test.each(['http', 'ws'] as const)(
	'nothing of a transaction that the server ended is kept, over %s',
	async (over) => {
		const template = `${inject('databaseFolder')}/template.db`;
		const server = await startLibsqlServer({ template, transactionMs: 300 });
		const db = createDb(over === 'ws' ? server.wsUrl : server.url);
		const other = createClient({ url: server.url });
		let runs = 0;
		const work = db.transaction(async (tx) => {
			runs += 1;
			await insertInto(tx, `before ${runs}`);
			if (runs > 1) return;
			// The server ends a transaction that takes too long once somebody else wants to write.
			await other.execute("insert into rate_limits (key, points) values ('another', 1)");
			const late = await insertInto(tx, 'late').catch(faultOf);
			expect(late).toEqual({ kind: 'timeout' });
			// Were the stream still used, this would be kept: the server is in no transaction any more.
			await insertInto(tx, 'alone').catch(() => undefined);
		});
		await work;
		const rows = await db.select({ key: rateLimits.key }).from(rateLimits);
		expect(rows.map(({ key }) => key).toSorted()).toEqual(['another', 'before 2']);
		db.$client.close();
		other.close();
		await server.stop();
	}
);
