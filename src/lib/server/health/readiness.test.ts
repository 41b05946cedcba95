import { expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { assertMigrated } from './readiness';

test('a server whose database lacks a migration lives, is not ready, and says when to ask again', async () => {
	const ready = await openBrowser().get('/readyz');
	expect([ready.status, await ready.json()]).toEqual([
		200,
		{ ready: true, database: 'ok', migrations: 'ok' }
	]);
	await db.$client.execute('delete from __drizzle_migrations');
	const waiting = await openBrowser().get('/readyz');
	expect([waiting.status, await waiting.json()]).toEqual([
		503,
		{ ready: false, database: 'ok', migrations: 'missing' }
	]);
	expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(0);
	expect((await openBrowser().get('/healthz')).status).toBe(200);
});

test('a start without an answer from the database says so, and why, without a stack', async () => {
	const cause = new Error('connect ECONNREFUSED 192.0.2.1:8080');
	const failure = new TypeError('fetch failed', { cause });
	vi.spyOn(db.$client, 'execute').mockRejectedValue(failure);
	await expect(assertMigrated()).rejects.toMatchObject({
		name: 'StartupError',
		message: expect.stringMatching(/DATABASE_URL.*fetch failed.*ECONNREFUSED/s) as string
	});
});
