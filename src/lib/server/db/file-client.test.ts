import { readFileSync } from 'node:fs';
import { createClient, type Client, type LibsqlError } from '@libsql/client';
import { afterEach, beforeEach, expect, it, test } from 'vitest';
import { parseDatabaseUrl } from '../database-url';
import { openFile } from './file-client';

const target = parseDatabaseUrl(process.env.DATABASE_URL!);
if (target.kind !== 'file') throw new Error('The tests have a file.');
const { url, path } = target;

let client: Client;
let other: Client;

beforeEach(async () => {
	client = openFile({ url, path });
	other = createClient({ url });
	await client.executeMultiple(`
		drop table if exists notes;
		drop table if exists things;
		create table things (id integer primary key, name text unique, data blob);
		create table notes (
			thing integer references things (id) deferrable initially deferred
		);`);
});
afterEach(() => {
	client.close();
	other.close();
});

const insert = (name: string) => ({ sql: 'insert into things (name) values (?)', args: [name] });
async function names(from: Pick<Client, 'execute'> = other): Promise<unknown[]> {
	const { rows } = await from.execute('select name from things order by id');
	return rows.map(({ name }) => name);
}

/** How many commits the journal has got since it was last written back: each is a sync. */
function commits(): number {
	const journal = readFileSync(`${path}-wal`);
	const frame = 24 + journal.readUInt32BE(8);
	const salts = journal.subarray(16, 24);
	let count = 0;
	for (let at = 32; at + frame <= journal.length; at += frame) {
		if (!journal.subarray(at + 8, at + 16).equals(salts)) break;
		// The last frame of a commit says how large the file is afterwards.
		if (journal.readUInt32BE(at + 4) > 0) count += 1;
	}
	return count;
}

async function transaction(work: (tx: Pick<Client, 'execute'>) => Promise<unknown>) {
	const tx = await client.transaction('write');
	try {
		await work(tx);
		await tx.commit();
	} catch (error) {
		await tx.rollback();
		throw error;
	}
}

it.each([8, 32])('syncs once for several writes when %i write at once', async (writers) => {
	const rounds = 10;
	await client.execute(insert('first'));
	await client.execute('pragma wal_checkpoint(truncate)');
	const writer = async (_: unknown, index: number) => {
		for (let round = 0; round < rounds; round += 1) {
			const name = `${index} ${round}`;
			if (index % 4) await client.execute(insert(name));
			else
				await transaction(async (tx) => {
					await tx.execute(insert(name));
					await tx.execute('select count(*) from things');
				});
		}
	};
	await Promise.all(Array.from({ length: writers }, writer));
	expect(await names()).toHaveLength(1 + writers * rounds);
	const each = (writers * rounds) / commits();
	console.log(`${writers} writers: ${each.toFixed(1)} operations a sync`);
	expect(each).toBeGreaterThanOrEqual(2);
});

it('answers nobody before others see what was written', async () => {
	const writes = Array.from({ length: 30 }, async (_, index) => {
		const name = `name ${index}`;
		if (index % 3 === 0) await client.execute(insert(name));
		else if (index % 3 === 1) await client.batch([insert(name), insert(`${name}, again`)]);
		else await transaction((tx) => tx.execute(insert(name)));
		return [(await names()).includes(name), (await names(client)).includes(name)];
	});
	expect(await Promise.all(writes)).toEqual(Array(30).fill([true, true]));
});

it('takes back what fails, and that alone', async () => {
	await client.execute(insert('taken'));
	const results = await Promise.allSettled([
		client.execute(insert('a')),
		client.execute(insert('taken')),
		client.batch([insert('half'), insert('taken')]),
		transaction(async (tx) => {
			await tx.execute(insert('half of a transaction'));
			await tx.execute(insert('taken'));
		}),
		transaction(async (tx) => {
			await tx.execute(insert('b'));
			await expect(tx.execute(insert('taken'))).rejects.toThrow(/UNIQUE/);
			expect(await names(tx)).toEqual(['taken', 'a', 'b']);
		}),
		transaction(async (tx) => {
			await tx.execute(insert('thought better of'));
			throw new Error('thought better');
		}),
		client.batch([insert('c'), insert('d')])
	]);
	expect(results.map(({ status }) => status)).toEqual([
		'fulfilled',
		'rejected',
		'rejected',
		'rejected',
		'fulfilled',
		'rejected',
		'fulfilled'
	]);
	expect(results[2]).toMatchObject({ reason: { name: 'LibsqlBatchError', statementIndex: 1 } });
	expect(results[5]).toMatchObject({ reason: { message: 'thought better' } });
	expect(await names()).toEqual(['taken', 'a', 'b', 'c', 'd']);
});

it('tries each alone when the commit itself is refused', async () => {
	const results = await Promise.allSettled([
		client.execute(insert('before')),
		transaction(async (tx) => {
			await tx.execute(insert('in a transaction'));
			expect(await names(tx)).toContain('in a transaction');
		}),
		client.execute('insert into notes values (99)'),
		client.execute(insert('after'))
	]);
	expect(results.map(({ status }) => status)).toEqual([
		'fulfilled',
		'fulfilled',
		'rejected',
		'fulfilled'
	]);
	expect(results[2]).toMatchObject({ reason: { extendedCode: 'SQLITE_CONSTRAINT_FOREIGNKEY' } });
	expect(await names()).toEqual(['before', 'in a transaction', 'after']);
});

it.each([
	'insert into things (name) values (?)',
	'insert into nothing values (?)',
	'insert into things (id) values (?), (1.5)',
	'replace into things (id, name) values (9007199254740993, ?) returning id',
	'pragma foreign_keys'
])('answers as the driver does: %s', async (sql) => {
	const args = sql.includes('?') ? ['x'] : [];
	await other.execute(insert('x'));
	const outcome = (from: Client) =>
		from.execute({ sql, args }).then(
			({ columns, columnTypes, rows, rowsAffected }) => [columns, columnTypes, rows, rowsAffected],
			({ name, message, code, extendedCode, rawCode }: LibsqlError) => {
				return { name, message, code, extendedCode, rawCode };
			}
		);
	expect(await outcome(client)).toEqual(await outcome(other));
});

it('takes every kind of argument, and returns bytes, ids and numbers of rows', async () => {
	const sql = 'insert into things values (:id, $name, @data)';
	const bytes = new Uint8Array([1, 2, 3]);
	const made = await client.execute({ sql, args: { ':id': 7n, $name: new Date(5), data: bytes } });
	expect(made).toMatchObject({ rowsAffected: 1, lastInsertRowid: 7n });
	const change = 'update things set name = ? where id = ? returning name, data';
	const { rows } = await client.execute({ sql: change, args: [true, 7] });
	// As the driver has it: every number is a REAL until a column says otherwise.
	expect(rows[0]).toEqual({ name: '1.0', data: bytes.buffer });
	const undefinedName = { sql: change, args: [undefined as never, 7] };
	await expect(client.execute(undefinedName)).rejects.toThrow(TypeError);
	await expect(client.execute({ sql: change, args: [NaN, 7] })).rejects.toThrow(RangeError);
});

test('scripts and migrations handle their own transactions', async () => {
	await client.executeMultiple(`begin; insert into things (name) values ('script'); commit;`);
	const half = client.executeMultiple(
		`begin; insert into things (name) values ('half'); nonsense;`
	);
	await expect(half).rejects.toThrow(/nonsense/);
	await client.migrate([insert('migrated'), 'insert into notes values (99)']);
	await expect(client.migrate([insert('half'), 'nonsense'])).rejects.toThrow(/nonsense/);
	await expect(client.execute('insert into notes values (98)')).rejects.toThrow(/FOREIGN KEY/);
	expect(await names()).toEqual(['script', 'migrated']);
});

it('finishes what waits when it is closed, refuses what comes then, and can begin anew', async () => {
	const waiting = Promise.all(['a', 'b', 'c'].map((name) => client.execute(insert(name))));
	client.close();
	await expect(client.execute(insert('d'))).rejects.toMatchObject({ code: 'CLIENT_CLOSED' });
	await waiting;
	await client.reconnect();
	await client.execute(insert('e'));
	expect(await names(client)).toEqual(['a', 'b', 'c', 'e']);
});

test('a transaction that has ended takes nothing any more', async () => {
	const tx = await client.transaction('write');
	await tx.execute(insert('a'));
	await tx.commit();
	expect(tx.closed).toBe(true);
	await expect(tx.execute(insert('b'))).rejects.toMatchObject({ code: 'TRANSACTION_CLOSED' });
	await tx.rollback();
	const left = await client.transaction('write');
	await left.execute(insert('c'));
	left.close();
	await client.execute(insert('d'));
	expect(await names()).toEqual(['a', 'd']);
});
