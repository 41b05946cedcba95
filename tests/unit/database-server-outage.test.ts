import { createClient } from '@libsql/client';
import { afterAll, afterEach, expect, inject, test, vi } from 'vitest';
import { startLibsqlServer } from '$tests/libsql-server';

const template = `${inject('databaseFolder')}/template.db`;
const server = await startLibsqlServer({ template });
process.env.DATABASE_URL = server.url;
const { db } = await import('@/server/db/client');
const { openBrowser } = await import('$tests/app');
const { createUser } = await import('$tests/factories');
const { isSignedIn, newAddress, OTHER_PASSWORD, PASSWORD, signedInPerson, signIn } =
	await import('$tests/people');

afterEach(() => server.resume());
afterAll(async () => {
	db.$client.close();
	await server.stop();
});

/** An answer, and after how many milliseconds it came. */
async function timed(answering: Promise<Response>) {
	const began = performance.now();
	const response = await answering;
	return { response, took: performance.now() - began };
}

function expectLater(response: Response) {
	expect(response.status).toBe(503);
	expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
}

test('a username that is taken is told as one', async () => {
	const other = await createUser({ profile: { username: 'taken' } });
	expect(other.id).toBeDefined();
	const { browser } = await signedInPerson();
	const response = await browser.post('/settings/profile?/update', { username: 'taken' });
	expect(response.status).toBe(400);
});

test('one answer that never comes answers 503 with what was typed; others save meanwhile', async () => {
	const [hung, other] = [await signedInPerson(), await signedInPerson()];
	const before = (await server.trips()).length;
	await server.hangNext(/update "profiles"/);
	const waiting = timed(hung.browser.post('/settings/profile?/update', { bio: 'typed for long' }));
	await vi.waitFor(async () => {
		const trips = (await server.trips()).slice(before);
		expect(trips.some(({ statements }) => /update "profiles"/.test(statements.join()))).toBe(true);
	}, 10_000);
	for (let turn = 0; turn < 3; turn++) {
		const save = await timed(other.browser.post('/settings/profile?/update', { bio: `${turn}` }));
		expect(save.response.status).toBe(303);
		expect(save.took).toBeLessThan(4_000);
	}
	const { response, took } = await waiting;
	expectLater(response);
	expect(took).toBeLessThan(8_000);
	expect(await response.text()).toContain('typed for long');
	expect((await hung.browser.post('/settings/profile?/update', { bio: 'again' })).status).toBe(303);
});

test('a server that hangs: pages, forms and /readyz say 503 in time, and all is well afterwards', async () => {
	const { browser, email } = await signedInPerson();
	await server.hang();
	const answers = await Promise.all([
		timed(browser.get('/settings/security')),
		timed(signIn(openBrowser(), email, PASSWORD)),
		timed(openBrowser().post('/forgot-password', { email })),
		timed(openBrowser().get('/readyz'))
	]);
	await server.resume();
	for (const { response, took } of answers) {
		expectLater(response);
		expect(took).toBeLessThan(8_000);
	}
	const [, , , readiness] = answers;
	expect(readiness!.took).toBeLessThan(5_000);
	expect(await readiness!.response.json()).toMatchObject({ ready: false, database: 'unreachable' });
	expect(await isSignedIn(browser)).toBe(true);
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
});

test('a server that is restarted between two requests costs neither of them an error', async () => {
	const { browser, email } = await signedInPerson();
	await server.kill();
	await server.restart();
	expect(await isSignedIn(browser)).toBe(true);
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
});

test('connections that hold transactions open elsewhere do not stand in our way for long', async () => {
	const email = newAddress();
	await createUser({ email, password: OTHER_PASSWORD });
	const other = createClient({ url: server.url });
	const lock = await other.transaction('write');
	await lock.execute('select 1');
	const answering = timed(signIn(openBrowser(), email, OTHER_PASSWORD));
	await lock.rollback();
	other.close();
	const { response, took } = await answering;
	expect(response.status).toBe(303);
	expect(took).toBeLessThan(4_500);
});
