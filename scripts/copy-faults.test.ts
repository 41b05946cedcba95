import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { readSides } from './lib/copy-sides.ts';
import { startLibsqlServer, type LibsqlServer } from '../tests/support/libsql-server/index.ts';

// Each starts several processes.
vi.setConfig({ testTimeout: 120_000 });

const template = join(inject('databaseFolder'), 'template.db');
let folder: string;
let file: string;
let servers: LibsqlServer[];
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'porchlight-copy-faults-'));
	file = `sqlite:${join(folder, 'first.db')}`;
	copyFileSync(template, join(folder, 'first.db'));
	servers = [];
});
afterEach(async () => {
	for (const server of servers) await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function start(of: string | undefined = template): Promise<LibsqlServer> {
	const server = await startLibsqlServer({ template: of, auth: true, synchronous: 'FULL' });
	servers.push(server);
	return server;
}

/** A token that nobody may read in what is said. */
const secret = 'wrong-and-not-for-any-eyes';

/** Runs `db:copy`; what it says where it fails. */
async function failing(token: string, ...options: string[]): Promise<string> {
	const env = { ...process.env, DATABASE_AUTH_TOKEN: token };
	const { text, code } = await new Promise<{ text: string; code: unknown }>((resolve) => {
		execFile(process.execPath, ['scripts/copy.ts', ...options], { env }, (error, out, err) =>
			resolve({ text: out + err, code: error?.code })
		);
	});
	expect(code, text).toBe(1);
	expect(text).not.toContain('DATABASE_URL');
	for (const hidden of [secret, token]) expect(text).not.toContain(hidden);
	return text;
}

const side = (name: string, { url }: LibsqlServer) =>
	`${name}: the database (${new URL(url).host})`;

test.each(['url', 'wsUrl'] as const)('TO takes no writes by this token (%s)', async (at) => {
	const migrated = await start();
	const empty = await startLibsqlServer({ auth: true });
	servers.push(empty);
	for (const server of [migrated, empty]) {
		const text = await failing(server.tokens!.readOnly, file, server[at]);
		expect(text).toMatch(/DATABASE_AUTH_TOKEN (?:that )?may read only\.\n$/);
		expect(text.startsWith(side('TO', server)), text).toBe(true);
	}
});

test.each(['url', 'wsUrl'] as const)(
	'a token that is refused is said with its side (%s)',
	async (at) => {
		const server = await start();
		const refusesIt = /(?:refuses|as for a) DATABASE_AUTH_TOKEN/;
		const asTo = await failing(secret, file, server[at]);
		expect(asTo).toMatch(refusesIt);
		expect(asTo.startsWith(side('TO', server)), asTo).toBe(true);
		const second = `sqlite:${join(folder, 'second.db')}`;
		const asFrom = await failing(secret, server[at], second);
		expect(asFrom).toMatch(refusesIt);
		expect(asFrom.startsWith(side('FROM', server)), asFrom).toBe(true);

		const other = await start();
		const tokenFile = join(folder, 'token');
		writeFileSync(tokenFile, secret);
		const options = [server[at], other[at], '--from-token-file', tokenFile];
		const ofFile = await failing(other.tokens!.full, ...options);
		expect(ofFile).toMatch(/(?:refuses|as for a) --from-token-file/);
		expect(ofFile.startsWith(side('FROM', server)), ofFile).toBe(true);
		const without = await failing(other.tokens!.full, server[at], other[at]);
		expect(without).toMatch(/a token: set --from-token-file\.\n$/);
	}
);

test('what breaks on the way is said with its side, and no token is blamed', async () => {
	const client = createClient({ url: file.replace('sqlite:', 'file:') });
	await client.execute(
		"insert into rate_limits select 'k' || value, 1, 1 from json_each('[1,2,3]')"
	);
	client.close();
	const server = await start();
	await server.loseAnswer('insert into "rate_limits"', { cut: true });
	const lost = await failing(server.tokens!.full, file, server.wsUrl);
	expect(lost).toContain(`because: ${side('TO', server)} is not reachable: `);
	expect(lost).toMatch(/^The copy is not complete/);
	const message = 'attempt to write a readonly database';
	await server.failNext('create table if not exists', { code: 'SQLITE_READONLY', message });
	const refused = await failing(server.tokens!.full, file, server.url);
	expect(refused).toContain(`${side('TO', server)} takes no writes: `);
});

test('a file that is no database is said with its side', async () => {
	const second = join(folder, 'second.db');
	writeFileSync(second, 'not a database, but long enough to be read as one. '.repeat(40));
	expect(await failing(secret, `sqlite:${second}`, file)).toMatch(
		/^FROM: the database \(\S+second\.db\) cannot be used: .*not a database/
	);
	expect(await failing(secret, file, `sqlite:${second}`)).toMatch(
		/^TO: the database \(\S+second\.db\) cannot be used: .*not a database/
	);
});

test('an address that does not fit is said with its side', () => {
	expect(() => readSides(['http://db.example', file])).toThrow(/^FROM: .*read on their way/);
	expect(() => readSides([file, 'http://db.example'])).toThrow(/^TO: .*read on their way/);
	expect(() => readSides([file, 'mysql:x'])).toThrow(/^TO: found .*; expected sqlite:PATH/);
	const missing = ['--from-token-file', join(folder, 'none')];
	expect(() => readSides([file, file, ...missing])).toThrow(/^--from-token-file: .*ENOENT/);
});
