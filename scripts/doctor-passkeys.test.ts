import { createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { applyMigrations } from '../src/lib/server/db/apply-migrations.ts';
import { readEnv } from '../src/lib/server/env.ts';
import { passkeys } from '../src/modules/auth/models/z.passkey.ts';
import { users } from '../src/modules/auth/models/z.user.ts';
import { checkPasskeys } from './lib/doctor-passkeys.ts';

const folder = mkdtempSync(join(tmpdir(), 'porchlight-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const url = `file:${join(folder, 'a.db')}`;

/** What is said of passkeys, with this ORIGIN. */
async function check(origin: string, canAsk = true): Promise<string[]> {
	const variables = { SMTP_URL: 'smtps://127.0.0.1:9', AUTH_SECRET: 'x'.repeat(44) };
	const env = readEnv({ ...variables, ORIGIN: origin, DATABASE_URL: url });
	const findings = await checkPasskeys(env, canAsk);
	return findings.map(({ level, text }) => `${level}: ${text}`);
}

test('ORIGIN is compared with the sites that passkeys were made for', async () => {
	const client = createClient({ url });
	const db = drizzle(client);
	await applyMigrations(client);
	const home = 'https://accounts.example.org';
	expect(await check(home)).toEqual(['ok: Passkeys are made for accounts.example.org; 0 so far.']);
	const unasked = await check(home, false);
	expect(unasked).toEqual(['ok: Passkeys are made for accounts.example.org.']);

	const now = new Date();
	const person = { email: 'a@example.org', emailVerifiedAt: now };
	const [user] = await db.insert(users).values(person).returning();
	const key = { publicKey: Buffer.from('x'), algorithm: -7, counter: 0, transports: [] };
	const kind = { aaguid: '', name: 'x', isSyncable: true, isBackedUp: true, createdAt: now };
	await db.insert(passkeys).values(
		['accounts.example.org', 'accounts.example.org', 'old.example.org', ''].map((rpId, index) => ({
			...key,
			...kind,
			rpId,
			userId: user!.id,
			credentialId: String(index)
		}))
	);
	const lost = /^hint: 1 passkey was made for old\.example\.org and cannot be used at https:/;
	expect(await check(`${home}:8443`)).toEqual([
		'ok: Passkeys are made for accounts.example.org; 2 so far.',
		expect.stringMatching(lost)
	]);
	expect(await check('https://login.example.org')).toEqual([
		'ok: Passkeys are made for login.example.org; 0 so far.',
		expect.stringMatching(
			/^hint: 2 passkeys were made for accounts\.example\.org and cannot be used/
		),
		expect.stringMatching(lost)
	]);
	await db.delete(passkeys);
	expect(await check('https://192.0.2.4')).toEqual([
		'hint: ORIGIN is a bare IP address: passkeys are off.'
	]);
	client.close();
});
