import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { openBrowser } from '../../../tests/support/app';

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
