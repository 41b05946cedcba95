import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createClient } from '@libsql/client';
import { seal } from '../../src/lib/server/seal.ts';
import { insertSession } from './database.ts';
import { fillPeople, openForFilling } from './people-database.ts';

/** People with an app for codes, whose keys are sealed before the change. */
const people = 1_000;

const newKey = () => randomBytes(32).toString('base64');

/** A change of `AUTH_SECRET` as docs/operations.md has it: what each start in turn is given. */
export function changeKey() {
	// What is written here is sealed under the one key that this process knows.
	const old = (process.env.AUTH_SECRET ??= newKey());
	const next = newKey();
	return {
		/** @param turn of the restarts of two instances; before them it is negative. */
		environment(turn: number): Record<string, string> {
			if (turn < 0) return { AUTH_SECRET: old };
			if (turn < 2) return { AUTH_SECRET: old, AUTH_SECRET_PREVIOUS: next };
			return { AUTH_SECRET: next, AUTH_SECRET_PREVIOUS: old };
		}
	};
}

/** Fills a database with people whose apps are sealed under the old key. @returns a session's cookie. */
export async function fillApps(url: string): Promise<string> {
	const client = await openForFilling(url);
	await fillPeople(client, people);
	const now = Date.now();
	const rows = Array.from({ length: people }, (_, index) => ({
		sql: 'insert into totps (id, user_id, sealed, created_at, confirmed_at) values (?, ?, ?, ?, ?)',
		args: [
			`app-${index}`,
			`person-${index + 1}`,
			seal('totp', `app-${index}`, 'JBSWY3DPEHPK3PXP'),
			now,
			now
		]
	}));
	await client.batch(rows, 'write');
	const cookie = await insertSession(client, 'person-1');
	// What stands in the log beside the file would not be in a copy of the file.
	await client.execute('pragma wal_checkpoint(truncate)');
	client.close();
	return cookie;
}

/** Under which keys the apps are sealed, by the name of each in the text. */
export async function keyNames(file: string): Promise<Map<string, number>> {
	const client = createClient({ url: `file:${file}` });
	const { rows } = await client.execute(
		'select substr(sealed, 1, 10) as name, count(*) as apps from totps group by name'
	);
	client.close();
	return new Map(rows.map(({ name, apps }) => [String(name), Number(apps)]));
}

/**
 * Ends the change of the key as docs/operations.md has it: the command, beside the instances.
 * @returns how many apps are under another key than the new one then, of how many, and how long it took.
 */
export async function rotateKeys(
	{ url, file }: { url: string; file: string },
	{ before, env }: { before: Map<string, number>; env: Record<string, string> }
) {
	const began = performance.now();
	const command = spawn(process.execPath, ['scripts/admin.ts', 'keys', 'rotate', '--json'], {
		env: { ...process.env, DATABASE_URL: url, ...env },
		stdio: ['ignore', 'ignore', 'inherit']
	});
	const [exitCode] = (await once(command, 'exit')) as [number | null];
	const seconds = (performance.now() - began) / 1000;
	const now = await keyNames(file);
	const left = [...before.keys()].reduce((sum, name) => sum + (now.get(name) ?? 0), 0);
	return { left, all: people, exitCode, seconds };
}
