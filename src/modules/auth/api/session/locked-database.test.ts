import { createClient } from '@libsql/client';
import { expect, test } from 'vitest';
import { openBrowser } from '$tests/app';
import { beginSignUp, isSignedIn, PASSWORD, signedInPerson, signIn } from '$tests/people';

const DAY = 24 * 60 * 60 * 1000;

test('while another process holds the lock pages are read, and forms answer 503 with Retry-After', async () => {
	const person = await signedInPerson();
	const ended = await signedInPerson({ now: new Date(Date.now() - 15 * DAY) });
	const other = createClient({ url: process.env.DATABASE_URL! });
	const lock = await other.transaction('write');

	const forms = Promise.all([
		person.browser.post('/sign-out'),
		signIn(openBrowser(), person.email, PASSWORD),
		beginSignUp().then(({ response }) => response),
		openBrowser().post('/forgot-password', { email: person.email })
	]);
	const began = performance.now();
	expect(await isSignedIn(person.browser)).toBe(true);
	expect((await ended.browser.get('/')).status).toBe(200);
	expect((await openBrowser().get('/sign-in')).status).toBe(200);
	expect(performance.now() - began).toBeLessThan(4_000);

	const responses = await forms;
	expect(responses.map(({ status }) => status)).toEqual(Array(4).fill(503));
	for (const { headers } of responses)
		expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
	expect(await isSignedIn(person.browser)).toBe(true);

	await lock.rollback();
	other.close();
	expect((await person.browser.post('/sign-out')).status).toBe(303);
	expect(await isSignedIn(person.browser)).toBe(false);
});
