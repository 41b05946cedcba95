import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import { gt } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { rateLimits } from '$modules/limits/models/z.rate-limit';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import {
	beginSignUp,
	isSignedIn,
	newAddress,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';

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

test('a form that meets the lock again and again answers 503 after five seconds in all', async () => {
	const { email } = await createUser({ email: newAddress(), password: PASSWORD });
	const browser = openBrowser();
	const other = createClient({ url: process.env.DATABASE_URL! });
	const first = await other.transaction('write');
	const spent = () => db.$count(rateLimits, gt(rateLimits.points, 0));
	const counters = await db.$count(rateLimits);
	const spentBefore = await spent();

	const began = performance.now();
	const answered = signIn(browser, email, PASSWORD);
	await sleep(3_500);
	await first.rollback();
	// Its tries are taken; while the password is hashed the lock goes to the other process again.
	while ((await db.$count(rateLimits)) === counters) await sleep(2);
	const second = await other.transaction('write');
	const response = await answered;
	expect(response.status).toBe(503);
	expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
	expect(performance.now() - began).toBeLessThan(6_500);

	// The tries come back behind the answer, which has no time of its own left.
	await sleep(500);
	await second.rollback();
	other.close();
	await expect.poll(spent, { timeout: 5_000 }).toBe(spentBefore);
	expect((await signIn(browser, email, PASSWORD)).status).toBe(303);
});
