import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from '@libsql/client';
import { migrateDatabase } from '../../src/lib/server/db/migrate-db.ts';

/** Puts more into a migrated database in which `userId` is signed in. */
export type Fill = (url: string, userId: string) => Promise<unknown>;

/** A migrated database file in a folder of its own, with one signed-in person. */
export async function createBenchDatabase(fill?: Fill) {
	const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'));
	const file = join(folder, 'bench.db');
	const url = `file:${file}`;
	await migrateDatabase(url);
	const client = createClient({ url });
	const now = Date.now();
	await client.execute({
		sql: 'insert into users (id, email, email_verified_at, created_at, updated_at) values (?, ?, ?, ?, ?)',
		args: ['bench', 'bench@example.com', now, now, now]
	});
	await client.execute({
		sql: 'insert into profiles (user_id, display_name, updated_at) values (?, ?, ?)',
		args: ['bench', 'Bench', now]
	});
	const cookie = await insertSession(client, 'bench');
	client.close();
	await fill?.(url, 'bench');
	return { file, url, cookie, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Begins a session. @returns the cookie that opens it. */
export async function insertSession(client: Client, userId: string): Promise<string> {
	const token = randomBytes(32).toString('base64url');
	const id = createHash('sha256').update(token).digest('hex');
	const now = Date.now();
	await client.execute({
		sql: 'insert into sessions (id, user_id, method, user_agent, created_at, last_used_at, confirmed_at) values (?, ?, ?, ?, ?, ?, ?)',
		args: [id, userId, 'password', 'bench', now, now, now]
	});
	return `session=${token}`;
}

/** Waits until no mail waits to be sent, so that what comes next has the server to itself. */
export async function settleMails(file: string): Promise<void> {
	const client = createClient({ url: `file:${file}` });
	const giveUp = Date.now() + 30_000;
	for (;;) {
		const { rows } = await client.execute('select count(*) as waiting from outbox');
		if (rows[0]!.waiting === 0 || Date.now() > giveUp) break;
		await sleep(50);
	}
	client.close();
}
