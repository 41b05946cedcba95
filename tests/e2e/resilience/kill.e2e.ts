import { createClient } from '@libsql/client';
import { openClient, type HttpClient } from '../support/http-client.ts';
import { newEmail, password } from '../support/people.ts';
import { codeIn, to } from '../support/steps.ts';
import { expect, test } from '../support/own-server.ts';

interface Writer {
	email: string;
	client: HttpClient;
	/** Whether the server has said that the account exists. */
	hasAccount: boolean;
	/** The number in the last display name that the server has said to be saved. */
	saved: number;
}

test('loses nothing that it has acknowledged when killed', async ({ server, mail }) => {
	const writers: Writer[] = Array.from({ length: 50 }, () => {
		return { email: newEmail(), client: openClient(server.origin), hasAccount: false, saved: 0 };
	});
	let acknowledged = 0;
	let enough = () => {};
	const manyWrites = new Promise<void>((resolve) => (enough = resolve));
	const acknowledge = () => {
		acknowledged += 1;
		// In the middle of things: some sign up still, others edit.
		if (acknowledged === 100) enough();
	};

	let cut = (_: Error) => {};
	const killed = new Promise<never>((_, reject) => (cut = reject));

	async function write(writer: Writer): Promise<void> {
		const { email, client } = writer;
		await client.post('/sign-up', { email, password, redirectTo: '/' });
		const code = codeIn(await Promise.race([mail.waitFor(to(email), 30_000), killed]));
		const verified = await client.post('/sign-up/verify', { code });
		expect(verified.status).toBe(303);
		writer.hasAccount = true;
		acknowledge();
		for (;;) {
			const displayName = `Number ${writer.saved + 1}`;
			const edited = await client.post('/settings/profile?/update', { displayName });
			expect(edited.status).toBe(303);
			writer.saved += 1;
			acknowledge();
		}
	}
	const ended = Promise.allSettled(writers.map(write));
	await Promise.race([manyWrites, ended]);
	await server.kill();
	cut(new Error('killed'));
	for (const { reason } of (await ended).filter((result) => result.status === 'rejected')) {
		// The line was cut, or the mail never came; nobody was refused.
		expect(String(reason)).toMatch(/fetch failed|terminated|killed/);
	}

	const database = createClient({ url: `file:${server.databaseFile}` });
	const integrity = await database.execute('PRAGMA integrity_check');
	expect(integrity.rows.map((row) => row[0])).toEqual(['ok']);
	const { rows } = await database.execute(
		'SELECT email, display_name FROM users JOIN profiles ON profiles.user_id = users.id'
	);
	database.close();
	const names = new Map(rows.map((row) => [row[0], row[1]]));
	const numberOf = (email: string) => Number(/\d+/.exec(String(names.get(email)))?.[0] ?? 0);
	const lost = writers.filter(
		({ email, hasAccount, saved }) => (hasAccount && !names.has(email)) || numberOf(email) < saved
	);
	expect(lost).toEqual([]);
	expect(acknowledged).toBeGreaterThanOrEqual(100);

	await server.start();
	const survivor = writers.find(({ hasAccount }) => hasAccount);
	const page = await survivor?.client.get('/settings/profile');
	expect(page?.status).toBe(200);
});
