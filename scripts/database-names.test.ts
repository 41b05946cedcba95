import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { count } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createDb } from '../src/lib/server/db/create-db.ts';
import { users } from '../src/modules/auth/models/z.user.ts';

// Each starts several processes.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'porchlight names '))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** All that an address, a shell or a pattern could take for its own. */
const name = 'my%20data%#größe データ &+;?mode=ro.db';

/** Every way to open it that is not the server's: each a process of its own. */
const commands = [
	['scripts/migrate.ts'],
	['scripts/seed.ts', '--users', '3'],
	['scripts/push.ts'],
	['scripts/doctor.ts']
];

async function run(url: string, script: string[]): Promise<string> {
	const env = { ...process.env, DATABASE_URL: url, ORIGIN: '', SMTP_URL: '' };
	const { stdout } = await promisify(execFile)(process.execPath, script, { env });
	return stdout;
}

/** What is in the folder, without what SQLite and the migrator put beside a database. */
const databases = () =>
	readdirSync(folder).filter((name) => !/(?:\.lock)?-(?:wal|shm|journal)$|\.lock$/.test(name));

it('an odd name is one file for the server, the scripts and drizzle-kit', async () => {
	const url = `sqlite:${join(folder, name)}`;
	for (const command of commands) {
		const output = await run(url, command);
		expect(databases()).toEqual([name]);
		if (command[0] === 'scripts/doctor.ts') expect(output).toContain('has every migration');
	}
	const db = createDb(url);
	const at = new Date(0);
	await db.insert(users).values({
		id: 'u1',
		email: 'ada@example.org',
		emailVerifiedAt: at,
		createdAt: at,
		updatedAt: at
	});
	// Read on one connection, written on another.
	expect(await db.select({ users: count() }).from(users)).toEqual([{ users: 4 }]);
	db.$client.close();
	expect(databases()).toEqual([name]);
});
