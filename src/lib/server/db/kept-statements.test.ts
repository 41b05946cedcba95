import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createClient, type Client } from '@libsql/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepStatements, type Reader } from './kept-statements';
import { parseDatabaseUrl } from '../database-url';

const target = parseDatabaseUrl(process.env.DATABASE_URL!);
const path = target.kind === 'file' ? target.path : '';
const connect = () => createClient({ url: target.url, timeout: 25 });

/** Another process that writes and lets nobody else read. */
const takeFile = `
	import { createClient } from '@libsql/client';
	const client = createClient({ url: ${JSON.stringify(target.url)}, concurrency: 1 });
	await client.execute('pragma locking_mode = exclusive');
	await client.execute('insert into things (id) values (3)');
	console.log('taken');
	setInterval(() => {}, 1_000);`;

let other: Client;
let driver: { [Method in keyof Reader]: ReturnType<typeof vi.fn<Reader[Method]>> };
let reader: Reader;

beforeEach(async () => {
	other = connect();
	await other.execute('drop table if exists things');
	await other.execute(
		'create table things (id integer primary key, name text, size real, data blob)'
	);
	await other.execute({
		sql: 'insert into things values (1, ?, 1.5, ?), (2, null, 2, null)',
		args: ['one', new Uint8Array([1, 2, 3])]
	});
	const real = connect();
	driver = {
		execute: vi.fn((query) => real.execute(query)),
		reconnect: vi.fn(() => real.reconnect()),
		close: vi.fn(() => real.close())
	};
	reader = keepStatements(driver, path, 25);
});
afterEach(() => {
	reader.close();
	other.close();
});

const count = async () => {
	const { rows } = await reader.execute({ sql: 'select count(*) as n from things', args: [] });
	return rows[0]?.n;
};

it('sees what is written after a query was asked for one of its rows', async () => {
	const first = { sql: 'select id from things order by id desc limit ?', args: [1] };
	expect((await reader.execute(first)).rows[0]?.id).toBe(2);
	await other.execute('insert into things (id) values (3)');
	expect(await count()).toBe(3);
	const { rows } = await other.execute('pragma wal_checkpoint(truncate)');
	expect(rows[0]?.busy).toBe(0);
	expect((await reader.execute(first)).rows[0]?.id).toBe(3);
	expect(driver.execute).not.toHaveBeenCalled();
});

it('sees what is written after the plan of a statement was asked for', async () => {
	await reader.execute({ sql: 'explain query plan select * from things', args: [] });
	expect(await count()).toBe(2);
	await other.execute('insert into things (id) values (3)');
	expect(await count()).toBe(3);
});

it.each([
	['select * from things where id < ? order by id', [3]],
	['select name, name, size as name, id from things where name = ?', ['one']],
	['select id from things where id = ?', [9]],
	['select * from things order by id desc limit ?', [1]],
	['select id from things where id = ? limit ?', [9, 1]],
	['select id from things where id > ? limit ?', [1, 2]],
	['select ?, ?, ?, 9007199254740991, 1e300', ['text', 7, null]]
])('answers as the driver does: %s', async (sql, args) => {
	const [kept, own] = [await reader.execute({ sql, args }), await other.execute({ sql, args })];
	expect(driver.execute).not.toHaveBeenCalled();
	expect(kept.rows).toEqual(own.rows);
	expect(kept.rows.map((row) => Array.prototype.slice.call(row))).toEqual(
		own.rows.map((row) => Array.prototype.slice.call(row))
	);
	expect(kept.columns).toEqual(own.columns);
});

it('leaves to the driver what it alone says rightly', async () => {
	const date = new Date(1);
	expect((await reader.execute({ sql: 'select ? as at', args: [date] })).rows[0]?.at).toBe(1);
	const tooLarge = { sql: 'select 9007199254740993', args: [] };
	await expect(reader.execute(tooLarge)).rejects.toThrow(/safely represented/);
	const missing = reader.execute({ sql: 'select * from nothing', args: [] });
	await expect(missing).rejects.toMatchObject({ name: 'LibsqlError', code: 'SQLITE_ERROR' });
	expect(driver.execute).toHaveBeenCalledTimes(3);
	expect(await count()).toBe(2);
});

it('sees each commit of others at once', async () => {
	for (let id = 3; id < 300; id += 1) {
		await other.execute({ sql: 'insert into things (id) values (?)', args: [id] });
		expect(await count()).toBe(id);
	}
	expect(driver.execute).not.toHaveBeenCalled();
});

it('survives that others change the table and pack the file', async () => {
	const all = { sql: 'select id, name from things order by id', args: [] };
	await reader.execute(all);
	await other.execute('alter table things add column colour text');
	await other.execute('vacuum');
	await other.execute("update things set colour = 'red', name = 'new' where id = 1");
	expect((await reader.execute(all)).rows).toMatchObject([{ name: 'new' }, { name: null }]);
	const colours = { sql: 'select colour from things order by id', args: [] };
	expect((await reader.execute(colours)).rows[0]).toEqual({ colour: 'red' });
});

it('lets others write the journal back into the file', async () => {
	for (let time = 0; time < 3; time += 1) {
		await other.execute('insert into things (name) values (1)');
		await count();
		const { rows } = await other.execute('pragma wal_checkpoint(truncate)');
		expect(rows[0]?.busy).toBe(0);
	}
});

it('cannot write', async () => {
	driver.execute.mockRejectedValue(new Error('left to the driver'));
	const change = { sql: "update things set name = 'x' returning id", args: [] };
	await expect(reader.execute(change)).rejects.toThrow('left to the driver');
	expect((await other.execute('select name from things where id = 1')).rows[0]?.name).toBe('one');
});

it('says so while somebody has the file for themselves, and reads on afterwards', async () => {
	expect(await count()).toBe(2);
	await reader.reconnect();
	const hermit = spawn(process.execPath, ['--input-type=module', '-e', takeFile], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	await once(hermit.stdout, 'data');
	await expect(count()).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
	hermit.kill('SIGKILL');
	await once(hermit, 'exit');

	await other.execute('insert into things (id) values (4)');
	expect(await count()).toBe(4);
	await other.execute('insert into things (id) values (5)');
	expect(await count()).toBe(5);
	expect(driver.execute).toHaveBeenCalledTimes(1);
});

it('keeps a limited number of statements, each right', async () => {
	for (let round = 0; round < 2; round += 1) {
		for (let id = 1; id <= 450; id += 1) {
			const { rows } = await reader.execute({ sql: `select ${id} as id`, args: [] });
			expect(rows[0]?.id).toBe(id);
		}
	}
	expect(driver.execute).not.toHaveBeenCalled();
});

it('a question for one row is answered rightly after the same one for more, and for none', async () => {
	const idsFrom = async (id: number, limit: number) => {
		const sql = 'select id from things where id >= ? order by id limit ?';
		return (await reader.execute({ sql, args: [id, limit] })).rows.map((row) => row.id);
	};
	expect(await idsFrom(1, 5)).toEqual([1, 2]);
	expect(await idsFrom(2, 1)).toEqual([2]);
	expect(await idsFrom(9, 5)).toEqual([]);
	expect(await idsFrom(1, 1)).toEqual([1]);
});
