import { execFile } from 'node:child_process';
import { copyFileSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@libsql/client';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'porchlight-link-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const template = join(inject('databaseFolder'), 'template.db');

async function makeFile(file: string, name: string) {
	copyFileSync(template, file);
	const client = createClient({ url: `file:${file}` });
	await client.execute({
		sql: `insert into users (id, email, email_verified_at, created_at, updated_at, passkey_handle)
			values (?, ?, 0, 0, 0, ?)`,
		args: [name, `${name}@example.org`, name]
	});
	client.close();
}

async function peopleIn(file: string) {
	const client = createClient({ url: `file:${file}` });
	const { rows } = await client.execute('select id from users order by id');
	client.close();
	return rows.map(({ id }) => id);
}

test('a database that a version’s folder reaches by a link is restored where it lies', async () => {
	for (const name of ['shared', 'version-1', 'version-2']) mkdirSync(join(folder, name));
	const real = join(folder, 'shared/app.db');
	const [first, second] = ['version-1', 'version-2'].map((name) => join(folder, name, 'app.db'));
	const backup = join(folder, 'backup.db');
	copyFileSync(template, real);
	await makeFile(backup, 'then');
	symlinkSync('../shared/app.db', first!);
	symlinkSync('../shared/app.db', second!);
	await promisify(execFile)(process.execPath, ['scripts/restore.ts', backup, '--force'], {
		env: { ...process.env, DATABASE_URL: `sqlite:${first}` }
	});
	expect(await peopleIn(first!)).toEqual(['then']);
	expect(lstatSync(first!).isSymbolicLink()).toBe(true);
	// The next version's folder has the same link.
	expect(await peopleIn(second!)).toEqual(['then']);
});

test('a backup that is a link to a database in use is refused, as that is by its own name', async () => {
	const [live, link, path] = ['live.db', 'link.db', 'app.db'].map((name) => join(folder, name));
	copyFileSync(template, live!);
	const script = `const { default: Database } = await import('libsql'); const database = new Database(process.argv[1]);
		database.exec("pragma journal_mode = wal; pragma wal_autocheckpoint = 0; create table written (id)");
		process.kill(process.pid, 'SIGKILL')`;
	await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, live!]).catch(
		() => null
	);
	symlinkSync('live.db', link!);
	const restore = (file: string) =>
		promisify(execFile)(process.execPath, ['scripts/restore.ts', file], {
			env: { ...process.env, DATABASE_URL: `sqlite:${path}` }
		});
	await expect(restore(live!)).rejects.toThrow(/has a journal beside it/);
	await expect(restore(link!)).rejects.toThrow(/has a journal beside it/);
});

test('a link to a file that is not there is refused, and stays', async () => {
	const [backup, link] = ['backup.db', 'app.db'].map((name) => join(folder, name));
	copyFileSync(template, backup!);
	symlinkSync('gone.db', link!);
	const restored = promisify(execFile)(process.execPath, ['scripts/restore.ts', backup!], {
		env: { ...process.env, DATABASE_URL: `sqlite:${link}` }
	});
	await expect(restored).rejects.toThrow(/is a link to a file that is not there/);
	expect(lstatSync(link!).isSymbolicLink()).toBe(true);
});
