import { execFile } from 'node:child_process';
import { once } from 'node:events';
import {
	copyFileSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from '@libsql/client';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { migrateDatabase } from '../src/lib/server/db/migrate-db.ts';
import { readMigrations } from '../src/lib/server/db/migrations.ts';
import { env } from '../src/lib/server/env.ts';
import { seal } from '../src/lib/server/seal.ts';
import { settle } from './lib/database-in-use.ts';
import { restoreBackup } from './lib/restore-backup.ts';
import { holdWriteLock } from '../tests/e2e/support/hold-write-lock.ts';
import { copyMigrations } from '../tests/support/copy-migrations.ts';

// Each starts several processes.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let path: string;
let backup: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'porchlight-restore-'));
	[path, backup] = [join(folder, 'app.db'), join(folder, 'backup.db')];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const template = join(inject('databaseFolder'), 'template.db');

/** Runs a script on the database at `path`; what it says, and how it ends. */
function run(script: string, options: string[] = [], more: Record<string, string> = {}) {
	const variables = { ...process.env, DATABASE_URL: `sqlite:${path}`, ...more };
	return new Promise<{ text: string; code: number }>((resolve) => {
		const args = [`scripts/${script}.ts`, ...options];
		execFile(process.execPath, args, { env: variables }, (error, stdout, stderr) =>
			resolve({ text: stdout + stderr, code: Number(error?.code ?? 0) })
		);
	});
}

const restore = (...options: string[]) => run('restore', options);

/** A migrated file, with `more` done to it. */
async function makeFile(file: string, more: (client: Client) => Promise<unknown>) {
	copyFileSync(template, file);
	const client = createClient({ url: `file:${file}` });
	await more(client);
	client.close();
}

const addPerson = (name: string) => async (client: Client) =>
	client.execute({
		sql: `insert into users (id, email, email_verified_at, created_at, updated_at, passkey_handle)
			values (?, ?, 0, 0, 0, ?)`,
		args: [name, `${name}@example.org`, name]
	});

async function peopleIn(file: string) {
	const client = createClient({ url: `file:${file}` });
	const { rows } = await client.execute('select id from users order by id');
	client.close();
	return rows.map(({ id }) => id);
}

/** Everything in the folder, by name. */
const contents = () =>
	Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));

test('a backup takes the place of the database, which is kept with what was in its journal', async () => {
	await makeFile(backup, addPerson('ada'));
	copyFileSync(template, path);
	// Killed behind a write that is in the journal alone.
	const script = `const { default: Database } = await import('libsql'); const database = new Database(process.argv[1]);
		database.exec("pragma journal_mode = wal; pragma wal_autocheckpoint = 0; create table killed (id)");
		process.kill(process.pid, 'SIGKILL')`;
	const killed = execFile(process.execPath, ['--input-type=module', '-e', script, path]);
	await once(killed, 'exit');
	expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);

	const untouched = contents();
	expect(await restore(backup)).toMatchObject({
		code: 1,
		text: expect.stringMatching(/app\.db is there already\. With --force it is put aside/)
	});
	expect(contents()).toEqual(untouched);

	const { text, code } = await restore(backup, '--force');
	expect(text).toMatch(/app\.db is restored: accounts: 1, /);
	expect(code).toBe(0);
	const [aside = ''] = readdirSync(folder).filter((name) => /\.before-\d{8}T\d{6}Z$/.test(name));
	expect(text).toContain(`The database from before is ${join(folder, aside)}.`);
	expect(readdirSync(folder).sort()).toEqual(['app.db', aside, 'backup.db']);
	expect(statSync(path).mode & 0o777).toBe(0o600);
	expect(await peopleIn(path)).toEqual(['ada']);
	const client = createClient({ url: `file:${join(folder, aside)}` });
	expect((await client.execute('select * from killed')).rows).toEqual([]);
	client.close();
});

/** Has a file open in another process, as a server does that nobody visits. */
async function holdOpen(file: string) {
	const script = `const { default: Database } = await import('libsql'); const database = new Database(process.argv[1]);
		database.exec('pragma journal_mode = wal'); database.prepare('select count(*) from users').all();
		console.log('open'); setInterval(() => {}, 1_000)`;
	const child = execFile(process.execPath, ['--input-type=module', '-e', script, file]);
	await once(child.stdout!, 'data');
	return {
		pid: child.pid,
		async end() {
			const ended = once(child, 'exit');
			child.kill('SIGKILL');
			await ended;
		}
	};
}

test('a database that anything has open is left alone', async () => {
	await makeFile(backup, addPerson('ada'));
	copyFileSync(template, path);
	const gone = join(folder, 'gone.db');
	copyFileSync(template, gone);
	const holders = await Promise.all([path, gone].map(holdOpen));
	// Nor is one taken for stopped whose file was removed under it.
	rmSync(gone);
	const refused = await Promise.all([
		restore(backup, '--force'),
		run('restore', [backup], { DATABASE_URL: `sqlite:${gone}` })
	]);
	expect(refused.map(({ code }) => code)).toEqual([1, 1]);
	expect(refused.map(({ text }) => text)).toEqual([
		expect.stringContaining(`app.db is in use (process ${holders[0]!.pid})`),
		expect.stringContaining(`gone.db is in use (process ${holders[1]!.pid})`)
	]);
	// Where processes cannot be looked into, the file itself says so: to an idle connection, and to a lock.
	expect(() => settle(path)).toThrow(/in use/);
	for (const holder of holders) await holder.end();
	expect(settle(path)).toBe(true);
	const lock = await holdWriteLock(path, 3_000);
	expect(() => settle(path)).toThrow(/in use/);
	expect(await lock.released).toBe(0);
	expect(readdirSync(folder).some((name) => name.includes('.before-'))).toBe(false);
});

test('where there is no database, what its journal left behind is not taken for the new one’s', async () => {
	await makeFile(backup, addPerson('ada'));
	writeFileSync(`${path}-wal`, 'of another');
	writeFileSync(`${path}-shm`, 'of another');
	expect(await restore(backup)).toMatchObject({ code: 0 });
	expect(readdirSync(folder).sort()).toEqual(['app.db', 'backup.db']);
	expect(await peopleIn(path)).toEqual(['ada']);
});

test('a damaged database gives way, and is kept with its journal', async () => {
	await makeFile(backup, addPerson('ada'));
	writeFileSync(path, 'no database at all, but long enough for a header of one '.repeat(99));
	writeFileSync(`${path}-wal`, 'to be looked into');
	const { text, code } = await restore(backup, '--force');
	expect(text).toMatch(/It is damaged: whether anything still uses it could not be asked of it/);
	expect(code).toBe(0);
	expect(await peopleIn(path)).toEqual(['ada']);
	const kept = readdirSync(folder).filter((name) => name.includes('.before-'));
	expect(kept.map((name) => name.replace(/.*Z/, '')).sort()).toEqual(['', '-wal']);
});

test('a backup of an older version is migrated, one of a newer version refused', async () => {
	const last = readMigrations().at(-1)!.tag;
	await migrateDatabase(
		`file:${backup}`,
		undefined,
		copyMigrations(folder, last, { included: false })
	);
	const older = await restore(backup);
	expect(older).toMatchObject({ code: 0, text: expect.stringContaining(`Applied ${last}.`) });
	expect((await run('migrate')).text).toContain('up to date');

	const newer = join(folder, 'newer.db');
	await makeFile(newer, (client) =>
		client.execute(
			"insert into __drizzle_migrations (hash, created_at) values ('of tomorrow', 9e12)"
		)
	);
	const untouched = readFileSync(path);
	expect(await restore(newer, '--force')).toMatchObject({
		code: 1,
		text: expect.stringMatching(/newer\.db is of a newer version: it has 1 migration/)
	});
	expect(readFileSync(path)).toEqual(untouched);
});

test('what is no whole backup is refused before anything is touched', async () => {
	await makeFile(path, addPerson('bob'));
	await makeFile(backup, addPerson('ada'));
	const bytes = readFileSync(backup);
	const made = (name: string, data: string | Uint8Array) => {
		writeFileSync(join(folder, name), data);
		return join(folder, name);
	};
	const cut = made('cut.db', bytes.subarray(0, bytes.length - 3 * 4096));
	const other = made('other.db', 'a letter');
	const live = made('live.db', bytes);
	made('live.db-wal', 'writes');
	const orphan = join(folder, 'orphan.db');
	await makeFile(orphan, (client) =>
		client.executeMultiple(
			"pragma foreign_keys = off; insert into passwords (user_id, hash, updated_at) values ('nobody', 'x', 0)"
		)
	);
	const unfinished = join(folder, 'unfinished.db');
	await makeFile(unfinished, (client) =>
		client.execute('create table __unfinished_copy (id integer)')
	);
	// That no connection of this process may hold open yet.
	const own = made('own.db', bytes);
	const untouched = contents();
	// Here, since a process for each takes a second.
	const refusals = [cut, other, live, orphan, unfinished, path, join(folder, 'none.db')].map(
		(file) => restoreBackup({ file, path, force: true }).catch((error: Error) => error.message)
	);
	expect(await Promise.all(refusals)).toEqual([
		expect.stringMatching(/cut\.db is no backup to rely on/),
		expect.stringMatching(/other\.db is no backup to rely on/),
		expect.stringMatching(/live\.db has a journal beside it/),
		expect.stringMatching(/rows of passwords refer to rows of users that are gone/),
		expect.stringMatching(/a copy into it was broken off/),
		expect.stringMatching(/app\.db is the database itself/),
		expect.stringMatching(/^There is no file .*none\.db/)
	]);
	const runs = await Promise.all([
		run('restore', [other, '--force'], { DATABASE_URL: `sqlite:${own}` }),
		restore(),
		restore(backup, '--overwrite'),
		run('restore', [backup], { DATABASE_URL: 'http://127.0.0.1:9' })
	]);
	expect(runs.map(({ text }) => text)).toEqual([
		expect.stringMatching(/other\.db is no backup to rely on\.\n.*not a database/),
		expect.stringMatching(/^Usage: /),
		expect.stringMatching(/^Unknown option '--overwrite'/),
		expect.stringMatching(/^DATABASE_URL is a server: .* db:copy sqlite:FILE/)
	]);
	expect(runs.map(({ code }) => code)).toEqual([1, 2, 2, 1]);
	expect(await restore('--help')).toMatchObject({
		code: 0,
		text: expect.stringMatching(/^Usage: /)
	});
	expect(contents()).toEqual(untouched);
});

test('doctor says whether AUTH_SECRET is the one of a restored backup', async () => {
	await makeFile(backup, (client) =>
		client.execute({
			sql: 'insert into stored_keys (name, sealed, created_at) values (?, ?, 0)',
			args: ['recovery-codes', seal('stored-key', 'recovery-codes', 'a key')]
		})
	);
	expect(await restore(backup)).toMatchObject({ code: 0 });
	const other = { AUTH_SECRET: Buffer.alloc(32, 9).toString('base64') };
	const [same, lost, kept] = await Promise.all([
		run('doctor'),
		run('doctor', [], other),
		run('doctor', [], { ...other, AUTH_SECRET_PREVIOUS: env().AUTH_SECRET })
	]);
	expect(same.text).toContain('Secrets can be read under AUTH_SECRET');
	expect(lost).toMatchObject({
		code: 1,
		text: expect.stringMatching(
			/The database's own keys cannot be read: none of the recovery codes is right\. Set AUTH_SECRET_PREVIOUS/
		)
	});
	expect(kept).toMatchObject({
		text: expect.stringMatching(/still kept under AUTH_SECRET_PREVIOUS/)
	});
});
