import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { leaveDatabases } from '../support/database.ts';
import { openClient, type HttpClient } from '../support/http-client.ts';
import { createPerson, password } from '../support/people.ts';
import { expect, test } from '../support/own-server.ts';

interface Writer {
	email: string;
	client: HttpClient;
	/** The number in the last display name that the server has said to be saved. */
	saved: number;
}

/** The number in each person's display name, by address. */
async function savedIn(file: string): Promise<Map<string, number>> {
	const database = createClient({ url: `file:${file}` });
	const { rows } = await database.execute(
		'SELECT email, display_name FROM users JOIN profiles ON profiles.user_id = users.id'
	);
	database.close();
	return new Map(rows.map((row) => [String(row[0]), Number(/\d+/.exec(String(row[1]))?.[0] ?? 0)]));
}

test('a backup taken under writes brings back all that was acknowledged when it began', async ({
	server
}) => {
	const backup = join(server.folder, 'backup.db');
	const writers = await Promise.all(
		Array.from({ length: 8 }, async (): Promise<Writer> => {
			const { email } = await createPerson(server);
			return { email, client: openClient(server.origin), saved: 0 };
		})
	);
	let isOver = false;
	let acknowledged = 0;
	let enough = () => {};
	const writing = new Promise<void>((resolve) => (enough = resolve));

	async function write(writer: Writer): Promise<void> {
		const { email, client } = writer;
		const signedIn = await client.post('/sign-in?/password', { email, password, redirectTo: '/' });
		expect(signedIn.status).toBe(303);
		while (!isOver) {
			const displayName = `Number ${writer.saved + 1}`;
			const edited = await client.post('/settings/profile?/update', { displayName });
			expect(edited.status).toBe(303);
			writer.saved += 1;
			acknowledged += 1;
			if (writers.every(({ saved }) => saved >= 3)) enough();
		}
	}
	const ended = Promise.all(writers.map(write));
	await Promise.race([writing, ended]);
	const before = writers.map(({ email, saved }) => ({ email, saved }));
	const countBefore = acknowledged;
	await server.runScript('backup.ts', backup);
	const after = new Map(writers.map(({ email, saved }) => [email, saved]));
	// They went on meanwhile, and were not refused.
	expect(acknowledged).toBeGreaterThan(countBefore);
	expect(statSync(backup).mode & 0o777).toBe(0o600);

	// Nothing is put in the place of a database that is used.
	await expect(server.runScript('restore.ts', backup, '--force')).rejects.toThrow(/is in use/);
	isOver = true;
	await ended;
	await server.kill();
	for (const suffix of ['', '-wal', '-shm']) rmSync(server.databaseFile + suffix, { force: true });
	leaveDatabases();
	await server.runScript('restore.ts', backup);
	expect(existsSync(backup)).toBe(true);

	const restored = await savedIn(server.databaseFile);
	for (const { email, saved } of before) {
		expect(restored.get(email), email).toBeGreaterThanOrEqual(saved);
		// One more was perhaps written and not answered yet.
		expect(restored.get(email), email).toBeLessThanOrEqual(after.get(email)! + 1);
	}

	// Whoever was signed in still is, and goes on.
	await server.start();
	for (const { client } of writers) {
		expect((await client.get('/settings/profile')).status).toBe(200);
	}
	const [first] = writers;
	const edited = await first!.client.post('/settings/profile?/update', { displayName: 'Back' });
	expect(edited.status).toBe(303);
});
