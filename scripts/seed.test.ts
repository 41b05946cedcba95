import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verify } from '@node-rs/argon2';
import { createClient } from '@libsql/client';
import { afterAll, expect, it } from 'vitest';
import { foldUsername } from '../src/modules/profile/api/username.ts';
import { openTotpSecret } from '../src/modules/auth/api/factors/totp/totp-secret.ts';
import { appKeyOf } from './lib/seed-factors.ts';
import { createPerson } from './lib/seed-people.ts';

const directory = mkdtempSync(join(tmpdir(), 'porchlight-seed-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function seed(file: string, users: number, origin = '', separator: string[] = []) {
	const env = { ...process.env, DATABASE_URL: `file:${join(directory, file)}`, ORIGIN: origin };
	const script = join(import.meta.dirname, 'seed.ts');
	return execFileSync(process.execPath, [script, ...separator, '--users', String(users)], {
		env,
		stdio: 'pipe',
		encoding: 'utf8'
	});
}

/** Every row of the tables that are seeded, but for what is encrypted anew each time. */
const contents = (file: string) =>
	rowsOf(file, ['users', 'profiles', 'passwords', 'passkeys', 'recovery_codes', 'security_events']);

async function rowsOf(file: string, tables: string[]) {
	const client = createClient({ url: `file:${join(directory, file)}` });
	const results = await Promise.all(
		tables.map((table) => client.execute(`select * from ${table} order by 1`))
	);
	client.close();
	return results.map(({ rows }) => rows.map((row) => ({ ...row })));
}

it('makes the same people at each run, and more of them when asked', async () => {
	expect(seed('a.db', 20)).toMatch(/^Accounts: 20\. Made up now: 20\.\n/);
	expect(seed('a.db', 30)).toMatch(
		/^Accounts: 30\. Made up now: 10, beside 20 who were there already\.\n/
	);
	// As those write it who know npm; pnpm hands the dashes on.
	seed('b.db', 30, '', ['--']);
	const [people, profiles, passwords, passkeys] = await contents('a.db');
	expect([people, profiles, passwords].map((rows) => rows?.length)).toEqual([30, 30, 30]);
	expect(passkeys?.filter(({ user_id }) => user_id === createPerson(0).id)).toHaveLength(3);
	expect(await contents('a.db')).toEqual(await contents('b.db'));
	const [users, apps, codes] = await rowsOf('a.db', ['users', 'totps', 'recovery_codes']);
	const asking = users!.filter(({ asks_second_step }) => asks_second_step === 1);
	expect(new Set(codes!.map(({ user_id }) => user_id))).toEqual(
		new Set([...apps!.map(({ user_id }) => user_id), ...asking.map(({ id }) => id)])
	);
	const second = createPerson(1);
	const own = apps!.find(({ user_id }) => user_id === second.id)!;
	expect(openTotpSecret(String(own.id), String(own.sealed))).toBe(appKeyOf(second));
	expect(apps!.some(({ user_id }) => user_id === createPerson(0).id)).toBe(false);
	expect(await verify(String(passwords?.[0]?.hash), 'lantern on the porch')).toBe(true);
});

it('refuses an installation that is not on localhost', () => {
	expect(() => seed('c.db', 1, 'https://accounts.example.org')).toThrow(/on localhost only/);
});

it('gives no two people one address or look-alike usernames', () => {
	const people = Array.from({ length: 5_000 }, (_, index) => createPerson(index));
	const names = people.flatMap(({ username }) => (username ? [foldUsername(username)] : []));
	expect(names.length).toBeGreaterThan(2_500);
	expect(new Set(names).size).toBe(names.length);
	expect(new Set(people.map(({ email }) => email)).size).toBe(people.length);
});
