import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startServer, type AppServer } from '../support/server.ts';

type Line = Record<string, unknown>;
const forwarded = '203.0.113.8:51234';
/** As long as a whole one. */
const token = 'not-a-token'.padEnd(43, '-x');

/** What a stranger does who tries the doors; each request comes through a proxy. */
async function tryTheDoors({ origin }: AppServer) {
	const headers = { accept: 'text/html', origin, 'x-forwarded-for': forwarded };
	const form = (fields: Record<string, string>, more = {}) => ({
		method: 'POST',
		body: new URLSearchParams(fields),
		headers: { ...headers, ...more }
	});
	const guess = { email: 'nobody@example.org', password: 'not the password' };
	const foreign = { origin: 'https://evil.example' };
	const statuses = [];
	for (const [path, init] of [
		['/sign-in?/password', form(guess)],
		['/sign-in?/password', form(guess, foreign)],
		[`/reset-password?token=${token}`, { headers }],
		['/reset-password', form({ token, password: 'gravel harp meadow 31' })]
	] as const) {
		statuses.push((await fetch(origin + path, init)).status);
	}
	return statuses;
}

const linesOf = (server: AppServer) =>
	server.lines
		.filter((line) => line.startsWith('{'))
		.map((line) => JSON.parse(line) as Line)
		.filter(({ event }) => event);

test('the log of the built server tells of an attack, and of nobody', async () => {
	const server = await startServer({ env: { ADDRESS_HEADER: 'x-forwarded-for' } });
	try {
		expect(await tryTheDoors(server)).toEqual([400, 403, 400, 400]);
		const traced = { id: expect.any(String), client: expect.stringMatching(/^[\da-f]{32}$/) };
		// What the server writes arrives a moment after its answer.
		await expect
			.poll(() => linesOf(server))
			.toMatchObject([
				{ ...traced, event: 'sign-in-failed', level: 'info', route: '/(auth)/sign-in' },
				{ ...traced, event: 'origin-refused', level: 'warn', origin: 'https://evil.example' },
				{ ...traced, event: 'token-refused', purpose: 'password-reset' },
				{ ...traced, event: 'token-refused', purpose: 'password-reset' }
			]);
		expect(new Set(linesOf(server).map(({ client }) => client)).size).toBe(1);
		const text = server.lines.join('\n');
		for (const secret of ['203.0.113.8', 'nobody@', 'not the password', 'not-a-token', 'gravel']) {
			expect(text).not.toContain(secret);
		}
	} finally {
		await server.remove();
	}
});

test('with LOG_ADDRESSES=on it has the addresses, and tells what it cannot read', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'porchlight-name-'));
	const name = 'a#b?c%20d é.db';
	const server = await startServer({
		env: {
			ADDRESS_HEADER: 'forwarded',
			LOG_ADDRESSES: 'on',
			DATABASE_URL: `sqlite:${join(folder, name)}`
		}
	});
	try {
		const send = (forwarded: string) =>
			fetch(`${server.origin}/reset-password?token=${token}`, { headers: { forwarded } });
		await send('for="[2001:db8::7]:443";proto=https');
		await send('for=unknown');
		await send('for=unknown');
		await expect
			.poll(() => linesOf(server))
			.toMatchObject([
				{ event: 'token-refused', client: '2001:db8::7' },
				{ event: 'address-unreadable', reason: 'not an address', shape: 'aaa=aaaaaaa' },
				{ event: 'token-refused', client: expect.stringMatching(/^(?:127\.0\.0\.1|::1)$/) },
				{ event: 'token-refused', client: expect.stringMatching(/^(?:127\.0\.0\.1|::1)$/) }
			]);
		expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
		const besides = /-(?:wal|shm|journal)$|\.lock$/;
		expect(readdirSync(folder).filter((file) => !besides.test(file))).toEqual([name]);
	} finally {
		await server.remove();
		rmSync(folder, { recursive: true, force: true });
	}
});
