import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient, type Client } from '@libsql/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrateDatabase } from '@/server/db/migrate-db';
import { copyMigrations } from '$tests/copy-migrations';
import { startLibsqlServer, type LibsqlServer } from '$tests/libsql-server';

const MIGRATION = '0007_record_order';

let directory: string;
let server: LibsqlServer;
beforeAll(async () => {
	directory = mkdtempSync(join(tmpdir(), 'porchlight-order-'));
	server = await startLibsqlServer();
});
afterAll(async () => {
	await server.stop();
	rmSync(directory, { recursive: true, force: true });
});

const migrationsTo = (tag: string, options: { included: boolean }) =>
	copyMigrations(directory, tag, options);

/** As an older version kept them, not in the order in which they happened. */
const events = [
	{ id: 'second', user: 'ada', type: 'signed-in', method: 'password', at: 2000 },
	{ id: 'fourth', user: 'ben', type: 'signed-up', method: null, at: 3000 },
	{ id: 'b-of-one-moment', user: 'ada', type: 'signed-out', method: null, at: 2500 },
	{ id: 'a-of-one-moment', user: 'ben', type: 'signed-in', method: 'github', at: 2500 },
	{ id: 'first', user: 'ada', type: 'signed-up', method: null, at: 1000 }
];
const inOrder = ['first', 'second', 'a-of-one-moment', 'b-of-one-moment', 'fourth'];

const insertEvent = (client: Client, { id, user, type, method, at }: (typeof events)[number]) =>
	client.execute({
		sql: `insert into security_events
			(id, user_id, type, kind, method, new_browser, ip_address, user_agent, created_at)
			values (?, ?, ?, 'account', ?, 1, '192.0.2.1', 'Test/1.0', ?)`,
		args: [id, user, type, method, at]
	});

async function fill(client: Client) {
	for (const user of ['ada', 'ben']) {
		await client.execute(`insert into users (id, email, email_verified_at, created_at, updated_at)
			values ('${user}', '${user}@example.com', 1, 1, 1)`);
	}
	for (const event of events) await insertEvent(client, event);
}

describe.each(['a file', 'a server'])('on %s', (place) => {
	test('an older record gets its order by time, and loses nothing', async () => {
		const onFile = place === 'a file';
		const path = join(directory, 'a.db');
		const url = onFile ? `sqlite:${path}` : server.url;
		await migrateDatabase(url, undefined, migrationsTo(MIGRATION, { included: false }));
		const client = createClient({ url: onFile ? `file:${path}` : url });
		const read = async (sql: string) => (await client.execute(sql)).rows.map((row) => ({ ...row }));
		await fill(client);
		const before = await read('select * from security_events');

		const folder = migrationsTo(MIGRATION, { included: true });
		expect(await migrateDatabase(url, undefined, folder)).toEqual([MIGRATION]);

		const after = await read('select * from security_events order by seq');
		const was = (id: string) => before.find((event) => event.id === id);
		expect(after).toEqual(inOrder.map((id, index) => ({ seq: index + 1, ...was(id) })));
		expect(await read('pragma foreign_key_check')).toEqual([]);

		// What is taken away leaves its number behind.
		await client.execute("delete from security_events where id = 'fourth'");
		const [event] = events;
		await insertEvent(client, { ...event!, id: 'fifth' });
		expect(await read("select seq from security_events where id = 'fifth'")).toEqual([{ seq: 6 }]);
		await expect(insertEvent(client, { ...event!, id: 'fifth' })).rejects.toThrow(/UNIQUE/);
		await expect(insertEvent(client, { ...event!, id: 'x', user: 'nobody' })).rejects.toThrow(
			/FOREIGN KEY/
		);
		await client.execute("delete from users where id = 'ada'");
		expect(await read('select id from security_events')).toEqual([{ id: 'a-of-one-moment' }]);
		client.close();
	});
});

test('db:push keeps an older record', async () => {
	const path = join(directory, 'pushed.db');
	const url = `sqlite:${path}`;
	await migrateDatabase(url, undefined, migrationsTo(MIGRATION, { included: false }));
	const client = createClient({ url: `file:${path}` });
	await fill(client);
	const env = { ...process.env, DATABASE_URL: url, ORIGIN: 'http://localhost:3000' };
	await promisify(execFile)(process.execPath, ['scripts/push.ts'], { env });
	const { rows } = await client.execute('select id from security_events order by seq');
	expect(rows.map(({ id }) => id)).toEqual(inOrder);
	client.close();
});
