import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrateDatabase } from '@/server/db/migrate-db';
import { copyMigrations } from '$tests/copy-migrations';

let directory: string;
beforeAll(() => {
	directory = mkdtempSync(join(tmpdir(), 'porchlight-passkeys-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('people, sign-ups, sessions and sign-ins that wait get what passkeys need of them', async () => {
	const path = join(directory, 'a.db');
	const older = copyMigrations(directory, '0008_passkeys', { included: false });
	await migrateDatabase(`sqlite:${path}`, undefined, older);
	const client = createClient({ url: `file:${path}` });
	for (const user of ['ada', 'ben']) {
		await client.execute(`insert into users (id, email, email_verified_at, created_at, updated_at)
			values ('${user}', '${user}@example.com', 1, 1, 1)`);
	}
	const methods = ['password', 'sign-up', 'provider'];
	for (const method of methods) {
		await client.execute(`insert into sessions
			(id, user_id, method, user_agent, created_at, last_used_at, confirmed_at)
			values ('${method}', 'ada', '${method}', 'Test/1.0', 1, 1, 1)`);
		await client.execute(`insert into pending_sign_ins
			(id, user_id, reason, method, new_browser, expires_at)
			values ('${method}', 'ada', 'closed', '${method}', 0, 1)`);
	}
	for (const [id, hash] of [
		['with', 'a hash'],
		['without', '']
	]) {
		await client.execute(`insert into sign_ups
			(id, email, password_hash, redirect_to, tries, created_at, expires_at)
			values ('${id}', '${id}@example.com', '${hash}', '/', 0, 1, 1)`);
	}
	await migrateDatabase(`sqlite:${path}`);

	const read = async (sql: string) => (await client.execute(sql)).rows.map((row) => ({ ...row }));
	const people = await read('select passkey_handle, unsettled_since from users');
	for (const { passkey_handle: handle, unsettled_since: since } of people) {
		expect(handle).toMatch(/^[\da-f]{128}$/);
		expect(since).toBeNull();
	}
	expect(new Set(people.map((one) => one.passkey_handle)).size).toBe(2);
	expect(await read('select method from sign_ups order by id')).toEqual([
		{ method: 'password' },
		{ method: 'provider' }
	]);
	for (const table of ['sessions', 'pending_sign_ins']) {
		const proved = await read(`select method, amr from ${table} order by rowid`);
		expect(proved).toEqual([
			{ method: 'password', amr: 'pwd' },
			{ method: 'sign-up', amr: 'mail' },
			{ method: 'provider', amr: 'provider' }
		]);
	}
	client.close();
});
