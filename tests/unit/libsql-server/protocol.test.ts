import { createClient } from '@libsql/client';
import type { Client, ResultSet } from '@libsql/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLibsqlServer } from '../../support/libsql-server/index.ts';
import type { LibsqlServer } from '../../support/libsql-server/index.ts';

const times = { transactionMs: 300, streamMs: 400 };

/** What an operation failed with. */
const failure = (
	work: Promise<unknown>
): Promise<Error & { code?: string; extendedCode?: string }> =>
	work.then(
		() => expect.fail('It did not fail.'),
		(error: Error) => error
	);

const values = ({ rows }: ResultSet) => rows.map((row) => Array.from(row));

describe.each(['url', 'wsUrl'] as const)('the test server, spoken to at its %s', (address) => {
	let server: LibsqlServer;
	let client: Client;

	beforeAll(async () => {
		server = await startLibsqlServer(times);
		client = createClient({ url: server[address], intMode: 'bigint' });
		await client.executeMultiple(`
			CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT UNIQUE, image BLOB, weight REAL);
			CREATE TABLE note (person INTEGER REFERENCES person (id), text TEXT NOT NULL);
		`);
	});

	beforeEach(async () => {
		await client.batch(['DELETE FROM note', 'DELETE FROM person'], 'write');
	});

	afterAll(async () => {
		client.close();
		await server.stop();
	});

	const names = async () =>
		values(await client.execute('SELECT name FROM person ORDER BY id')).flat();

	it('gives every type back as it came', async () => {
		const row = [9007199254740993n, 'Ada; "x" — ü', new Uint8Array([0, 1, 255]), 0.5];
		const written = await client.execute({
			sql: 'INSERT INTO person VALUES (?, ?, ?, ?)',
			args: row as (bigint | string | number)[]
		});
		expect(written).toMatchObject({ rowsAffected: 1, lastInsertRowid: 9007199254740993n });
		const read = await client.execute('SELECT *, NULL AS empty FROM person');
		expect(read.columns).toEqual(['id', 'name', 'image', 'weight', 'empty']);
		expect(read.columnTypes).toEqual(['INTEGER', 'TEXT', 'BLOB', 'REAL', '']);
		expect(values(read)).toEqual([[row[0], row[1], new Uint8Array([0, 1, 255]).buffer, 0.5, null]]);
	});

	it('takes named arguments', async () => {
		await client.execute({
			sql: 'INSERT INTO person (id, name) VALUES (:id, @name)',
			args: { id: 1, name: 'Ada' }
		});
		expect(await names()).toEqual(['Ada']);
	});

	it('counts the rows of a statement that returns them', async () => {
		const written = await client.execute(
			"INSERT INTO person (id, name) VALUES (1, 'a'), (2, 'b') RETURNING id"
		);
		expect(written).toMatchObject({ rowsAffected: 2, lastInsertRowid: 2n });
		expect(values(written)).toEqual([[1n], [2n]]);
	});

	it('takes a failing batch back whole', async () => {
		const error = await failure(
			client.batch(
				[
					"INSERT INTO person (id, name) VALUES (1, 'Ada')",
					"INSERT INTO person (id, name) VALUES (2, 'Ada')"
				],
				'write'
			)
		);
		expect(error).toMatchObject({ code: 'SQLITE_CONSTRAINT', extendedCode: undefined });
		expect(error.message).toContain('UNIQUE constraint failed: person.name');
		expect(await names()).toEqual([]);
	});

	it('commits and rolls back transactions', async () => {
		for (const end of ['commit', 'rollback'] as const) {
			const transaction = await client.transaction('write');
			await transaction.execute({ sql: 'INSERT INTO person (name) VALUES (?)', args: [end] });
			expect(await names()).not.toContain(end);
			await transaction[end]();
		}
		expect(await names()).toEqual(['commit']);
	});

	it('checks foreign keys, and names the primary code only', async () => {
		const error = await failure(client.execute("INSERT INTO note VALUES (7, 'x')"));
		expect(error).toMatchObject({ code: 'SQLITE_CONSTRAINT' });
		expect(error.message).toContain('FOREIGN KEY constraint failed');
	});

	it.each([
		['SELECT * FROM nowhere', 'SQLITE_UNKNOWN'],
		['SELECT age FROM person', 'SQL_INPUT_ERROR'],
		['SELEC 1', 'SQL_PARSE_ERROR'],
		['PRAGMA synchronous = off', 'SQL_PARSE_ERROR'],
		['VACUUM', 'SQL_PARSE_ERROR']
	])('refuses %s with %s', async (sql, code) => {
		expect(await failure(client.execute(sql))).toMatchObject({ code });
	});

	it('tells how it keeps its promises', async () => {
		expect(values(await client.execute('PRAGMA foreign_keys'))).toEqual([[1n]]);
		expect(values(await client.execute('PRAGMA synchronous'))).toEqual([[1n]]);
	});

	it('lets writers wait in the order in which they came, and refuses none', async () => {
		const first = await client.transaction('write');
		await first.execute("INSERT INTO person (id, name) VALUES (1, 'first')");
		const waiting = Array.from({ length: 8 }, (_, index) =>
			client.execute({ sql: 'INSERT INTO person (name) VALUES (?)', args: [`waits ${index}`] })
		);
		expect(await names()).toEqual([]);
		await first.commit();
		await Promise.all(waiting);
		expect((await names()).sort()).toEqual([
			'first',
			...waiting.map((_, index) => `waits ${index}`)
		]);
	});

	it('rolls a slow transaction back for the next in line, whose stream then commits alone', async () => {
		const slow = await client.transaction('write');
		await slow.execute("INSERT INTO person (name) VALUES ('slow')");
		await client.execute("INSERT INTO person (name) VALUES ('next')");
		const late = await failure(slow.execute("INSERT INTO person (name) VALUES ('late')"));
		expect(late).toMatchObject({ code: 'TRANSACTION_TIMEOUT' });
		await slow.execute("INSERT INTO person (name) VALUES ('alone')");
		slow.close();
		expect(await names()).toEqual(['next', 'alone']);
	});

	it('runs thirty transactions at once, none lost', async () => {
		await client.execute("INSERT INTO person (id, name, weight) VALUES (1, 'count', 0)");
		await Promise.all(
			Array.from({ length: 30 }, async () => {
				const transaction = await client.transaction('write');
				const { rows } = await transaction.execute('SELECT weight FROM person');
				const weight = Number(rows[0]!.weight) + 1;
				await transaction.execute({ sql: 'UPDATE person SET weight = ?', args: [weight] });
				await transaction.commit();
			})
		);
		expect(values(await client.execute('SELECT weight FROM person'))).toEqual([[30]]);
	});

	it('counts trips, not statements', async () => {
		await server.forgetTrips();
		await client.execute('SELECT 1');
		await client.batch(['SELECT 1', 'SELECT 2'], 'read');
		const transaction = await client.transaction('write');
		await transaction.execute('DELETE FROM note');
		await transaction.commit();
		const trips = await server.trips();
		expect(trips.map(({ statements }) => statements)).toEqual([
			['SELECT 1'],
			['BEGIN TRANSACTION READONLY', 'SELECT 1', 'SELECT 2', 'COMMIT', 'ROLLBACK'],
			['BEGIN IMMEDIATE', 'DELETE FROM note'],
			['COMMIT']
		]);
		expect(await server.calls()).toBe(4);
	});
});
