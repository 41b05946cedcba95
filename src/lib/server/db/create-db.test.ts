import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { rateLimits } from '../../../modules/limits/models/z.rate-limit';
import { createDb } from './create-db';
import { parseDatabaseUrl } from '../database-url';
import { asTryLater, DatabaseBusyError, isUniqueViolation } from './errors';

const url = process.env.DATABASE_URL!;
const db = createDb(url);
afterAll(() => db.$client.close());

it('says which file cannot be opened, in words for an operator', () => {
	expect(() => createDb('sqlite:/nowhere/at/all.db')).toThrow(
		expect.objectContaining({
			name: 'StartupError',
			message: expect.stringMatching(/DATABASE_URL.*\/nowhere\/at\/all\.db/) as string
		})
	);
});

const insert = (key: string) => db.insert(rateLimits).values({ key, points: 1 });
const countKeys = (prefix: string) => db.$count(rateLimits, sql`key like ${`${prefix}%`}`);

/** Has another process take the write lock for a while; resolves once it has it. */
async function holdLock(milliseconds: number) {
	const script = `
		import { createClient } from '@libsql/client';
		const lock = await createClient({ url: ${JSON.stringify(url)} }).transaction('write');
		console.log('locked');
		setTimeout(async () => { await lock.rollback(); process.exit(); }, ${milliseconds});`;
	const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const released = once(holder, 'exit');
	await once(holder.stdout, 'data');
	return { released };
}

describe('DATABASE_URL', () => {
	it.each([
		['sqlite:./local.db', 'file', 'file:./local.db'],
		['sqlite:/data/local.db', 'file', 'file:/data/local.db'],
		['sqlite:///data/local.db', 'file', 'file:/data/local.db'],
		['sqlite:////data/local.db', 'file', 'file:/data/local.db'],
		['file://localhost/data/local.db', 'file', 'file:/data/local.db'],
		['file:local.db', 'file', 'file:local.db'],
		['sqlite:./a#b?c%20d e.db', 'file', 'file:./a%23b%3Fc%2520d e.db'],
		['sqlite:file:a.db', 'file', 'file:./file:a.db'],
		['libsql://db.example.org', 'remote', 'libsql://db.example.org'],
		['http://localhost:8080', 'remote', 'http://localhost:8080'],
		['https://db.example.org', 'remote', 'https://db.example.org'],
		['ws://localhost:8080', 'remote', 'ws://localhost:8080'],
		['wss://db.example.org', 'remote', 'wss://db.example.org']
	])('%s is a %s', (given, kind, driverUrl) => {
		expect(parseDatabaseUrl(given)).toMatchObject({ kind, url: driverUrl });
	});

	it.each(['postgres://localhost/db', 'local.db', 'sqlite:', 'http://', 'sqlite://data/a.db'])(
		'%s is refused with the accepted forms',
		(given) => {
			expect(() => parseDatabaseUrl(given)).toThrow(/expected sqlite:PATH/);
		}
	);
});

describe('an embedded database', () => {
	it('has WAL, foreign keys and synchronous=FULL on every pooled connection', async () => {
		// Asked for in the same tick, each takes a connection of its own; a date is for the driver.
		const pragmas = await Promise.all(
			Array.from({ length: 20 }, async () => {
				const { rows } = await db.$client.execute({
					sql: 'select ? as at, (select synchronous from pragma_synchronous) as synchronous, (select foreign_keys from pragma_foreign_keys) as foreign_keys, (select journal_mode from pragma_journal_mode) as journal_mode',
					args: [new Date(0)]
				});
				return { ...rows[0] };
			})
		);
		expect(pragmas).toEqual(
			Array(20).fill({ at: 0, synchronous: 2, foreign_keys: 1, journal_mode: 'wal' })
		);
		await db.transaction(async (tx) => {
			const [row] = await tx.all<{ synchronous: number; foreign_keys: number }>(
				sql`select synchronous, foreign_keys from pragma_synchronous, pragma_foreign_keys`
			);
			expect(row).toMatchObject({ synchronous: 2, foreign_keys: 1 });
		});
	});

	it('lets parallel writes and transactions all through, one after the other', async () => {
		await Promise.all(
			Array.from({ length: 40 }, (_, index) =>
				index % 2
					? insert(`parallel-${index}`)
					: db.transaction(async (tx) => {
							await tx.insert(rateLimits).values({ key: `parallel-${index}`, points: 1 });
							await tx.insert(rateLimits).values({ key: `parallel-${index}-b`, points: 1 });
						})
			)
		);
		expect(await countKeys('parallel-')).toBe(60);
	});

	it('keeps nothing of a transaction that fails, and goes on afterwards', async () => {
		await insert('taken');
		const failing = db.transaction(async (tx) => {
			await tx.insert(rateLimits).values({ key: 'half', points: 1 });
			await tx.insert(rateLimits).values({ key: 'taken', points: 1 });
		});
		await expect(failing).rejects.toSatisfy(isUniqueViolation);
		await insert('after');
		expect(await countKeys('half')).toBe(0);
		expect(await countKeys('after')).toBe(1);
	});

	it('refuses a write past the open transaction instead of waiting for ever', async () => {
		const past = db.transaction(() => insert('past').execute());
		await expect(past).rejects.toHaveProperty('cause.message', expect.stringMatching(/executor/));
	});

	it('waits without blocking while another process holds the lock', async () => {
		const holder = await holdLock(1_200);
		let longest = 0;
		let last = performance.now();
		const beat = setInterval(() => {
			longest = Math.max(longest, performance.now() - last);
			last = performance.now();
		}, 5);
		await Promise.all([insert('waited-1'), insert('waited-2'), db.transaction(async () => {})]);
		clearInterval(beat);
		await holder.released;
		expect(await countKeys('waited-')).toBe(2);
		expect(longest).toBeLessThan(400);
	});

	it('gives up after five seconds, reads all the while, and recovers by itself', async () => {
		const holder = await holdLock(6_500);
		const began = performance.now();
		const write = insert('too-late').execute();
		const failure = write.catch((error: unknown) => error);
		expect(await countKeys('too-late')).toBe(0);
		expect(performance.now() - began).toBeLessThan(4_000);
		const error = await failure;
		expect(asTryLater(error)).toBeInstanceOf(DatabaseBusyError);
		expect(performance.now() - began).toBeLessThan(6_500);
		await holder.released;
		await insert('recovered');
		expect(await countKeys('recovered')).toBe(1);
	});
});
