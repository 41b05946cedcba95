import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { outbox } from '$modules/mail/models/z.outbox';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { codeIn, lastMailTo } from '$tests/mails';
import {
	beginSignUp,
	isSignedIn,
	newAddress,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';
import { newClaims, signInWith } from '$tests/providers';
import { signUps } from '../../models/z.sign-up';
import { users } from '../../models/z.user';

await vi.hoisted(async () => {
	const { mkdtempSync, writeFileSync } = await import('node:fs');
	const { tmpdir } = await import('node:os');
	const file = `${mkdtempSync(`${tmpdir()}/refused-`)}/domains.txt`;
	writeFileSync(file, '# throw-away\nthrowaway.example\n');
	process.env.REFUSED_DOMAINS = file;
});

const SENTENCE = 'Addresses at this domain can&#39;t be used here';
const has = (page: string) => page.replace(/&#x27;|'/g, '&#39;').includes(SENTENCE);
const thrownAway = () => newAddress().replace(/@.*/, '@mail.throwaway.example');

test('nobody signs up with one, and it makes no difference whether it has an account', async () => {
	const known = thrownAway();
	await createUser({ email: known, password: PASSWORD });
	for (const email of [thrownAway(), known]) {
		const { response, browser } = await beginSignUp({ email });
		expect(response.status).toBe(400);
		expect(has(await response.text())).toBe(true);
		expect(browser.jar.names()).not.toContain('signup');
	}
	expect(await db.$count(signUps)).toBe(0);
	expect(await db.$count(outbox)).toBe(0);
});

test('who has one keeps it: signing in and a forgotten password are as ever', async () => {
	const email = thrownAway();
	await createUser({ email, password: PASSWORD });
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
	expect((await openBrowser().post('/forgot-password', { email })).status).toBe(303);
	expect((await lastMailTo(email)).subject).toContain('Set a new');
});

test('no account is changed to one', async () => {
	const { browser, email } = await signedInPerson();
	const response = await browser.post('/settings/account?/changeEmail', { email: thrownAway() });
	expect(response.status).toBe(400);
	expect(has(await response.text())).toBe(true);
	expect(await db.$count(outbox, eq(outbox.template, 'email-change'))).toBe(0);
	expect(await db.$count(users, eq(users.email, email))).toBe(1);
});

test('an identity whose provider vouches for one proves another address first', async () => {
	const browser = openBrowser();
	const claims = newClaims({ email: thrownAway(), email_verified: true });
	const back = await signInWith(browser, claims);
	expect(back.headers.get('location')).toBe('/sign-up/address');
	expect(await db.$count(users, eq(users.email, claims.email!))).toBe(0);
	const page = await (await browser.get('/sign-up/address')).text();
	expect(page).toContain("is at a domain that can't be used here");
	expect(page).not.toContain('throwaway.example');
	expect((await browser.post('/sign-up/address', { email: claims.email! })).status).toBe(400);

	const email = newAddress();
	await browser.post('/sign-up/address', { email });
	await browser.post('/sign-up/verify', { code: codeIn(await lastMailTo(email)) });
	expect(await isSignedIn(browser)).toBe(true);
	expect(await db.$count(users, eq(users.email, email))).toBe(1);
});
