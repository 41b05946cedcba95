import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { siteName } from '@/site';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { openBrowser, type Browser } from '$tests/app';
import { createAuthenticator } from '$tests/authenticator';
import { codeIn, lastMailTo, mailsTo } from '$tests/mails';
import { isSignedIn, newAddress, PASSWORD } from '$tests/people';
import { signInByPasskey } from '$tests/passkeys';
import { passkeys } from '../../models/z.passkey';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';

const to = (response: Response) => [response.status, response.headers.get('location')];
const userOf = async (email: string) =>
	(await db.select().from(users).where(eq(users.email, email)).get())!;
const sessionOf = (browser: Browser) =>
	db
		.select()
		.from(sessions)
		.where(eq(sessions.id, hashToken(browser.jar.get('session') ?? '')))
		.get();
const passkeysOf = (userId: string) =>
	db.select().from(passkeys).where(eq(passkeys.userId, userId));

/** Somebody who has proved their address and has no way in yet. */
async function personWithout() {
	const [browser, email] = [openBrowser(), newAddress()];
	await browser.post('/sign-up', { email, method: 'passkey' });
	await browser.post('/sign-up/verify', { code: codeIn(await lastMailTo(email)) });
	return { browser, email, userId: (await userOf(email)).id };
}

/** What the page asks the browser to make. */
async function optionsOf(browser: Browser) {
	const html = await (await browser.get('/welcome/passkey')).text();
	const challenge = /challenge:"([\w-]+)"/.exec(html)?.[1];
	const id = /user:\{id:"([\w-]+)"/.exec(html)?.[1];
	if (!challenge || !id) throw new Error('The page asks for no passkey.');
	return { challenge, user: { id } };
}

const send = (browser: Browser, credential: string, fields: Record<string, string> = {}) =>
	browser.post('/welcome/passkey?/passkey&redirectTo=/settings/security', {
		credential,
		...fields
	});

test('a passkey made there opens the session under a new token, and the account from anywhere', async () => {
	const { browser, email, userId } = await personWithout();
	const before = browser.jar.get('session');
	const key = createAuthenticator();
	const response = await send(browser, key.create(await optionsOf(browser)), { name: ' My key ' });
	expect(to(response)).toEqual([303, '/settings/security']);

	const [passkey, ...more] = await passkeysOf(userId);
	expect(more).toEqual([]);
	expect(passkey).toMatchObject({ credentialId: key.id, name: 'My key' });
	expect(browser.jar.get('session')).not.toBe(before);
	expect(await sessionOf(browser)).toMatchObject({
		method: 'sign-up',
		amr: 'mail swk user mfa',
		passkeyId: passkey!.id,
		missing: null
	});
	expect(await isSignedIn(browser)).toBe(true);
	expect(browser.jar.names()).toContain('known');
	const events = await db.select().from(securityEvents).where(eq(securityEvents.userId, userId));
	expect(events.map(({ type }) => type).sort()).toEqual([
		'passkey-added',
		'signed-in',
		'signed-up'
	]);
	const subjects = (await mailsTo(email)).map(({ subject }) => subject);
	expect(subjects.at(-1)).toBe(`A passkey was added to your ${siteName} account`);

	const other = await signInByPasskey(key);
	expect(await isSignedIn(other.browser)).toBe(true);
});

test('what is no passkey of this page changes nothing: damaged, of another account, made twice', async () => {
	const [one, two] = [await personWithout(), await personWithout()];
	const foreign = createAuthenticator().create(await optionsOf(two.browser));
	const unverified = createAuthenticator().create(await optionsOf(one.browser), {
		flags: { uv: false }
	});
	const before = await sessionOf(one.browser);
	for (const credential of ['', '{}', 'x', foreign, foreign.slice(0, -9), unverified]) {
		const response = await send(one.browser, credential);
		expect(response.status).toBe(400);
	}
	expect(await passkeysOf(one.userId)).toEqual([]);
	expect(await sessionOf(one.browser)).toEqual(before);
	// After every refusal the page that is open still works.
	const good = createAuthenticator().create(await optionsOf(one.browser));
	expect((await send(one.browser, good)).status).toBe(303);
});

test('a passkey that another account has is refused, and the page asks for another', async () => {
	const [one, two] = [await personWithout(), await personWithout()];
	const key = createAuthenticator();
	expect((await send(two.browser, key.create(await optionsOf(two.browser)))).status).toBe(303);
	const same = key.create(await optionsOf(one.browser));
	expect((await send(one.browser, same)).status).toBe(400);
	expect(await passkeysOf(one.userId)).toEqual([]);
	expect(await sessionOf(one.browser)).toMatchObject({ missing: 'way-in' });
});

test('ten posts of one passkey at once make one, and one session', async () => {
	const { browser, userId } = await personWithout();
	const credential = createAuthenticator().create(await optionsOf(browser));
	const token = browser.jar.get('session')!;
	const posts = Array.from({ length: 10 }, () => {
		const tab = openBrowser();
		tab.jar.set('session', token);
		return send(tab, credential);
	});
	const places = (await Promise.all(posts)).map((response) => to(response)[1]);
	expect(places.filter((place) => place === '/settings/security')).toHaveLength(1);
	expect(await passkeysOf(userId)).toHaveLength(1);
	expect(await db.$count(sessions, eq(sessions.userId, userId))).toBe(1);
});

test('an account left without a way in keeps its name for passkeys, and takes none of its former page', async () => {
	const left = await personWithout();
	const former = await optionsOf(left.browser);
	const next = openBrowser();
	await next.post('/sign-up', { email: left.email, method: 'passkey' });
	await next.post('/sign-up/verify', { code: codeIn(await lastMailTo(left.email)) });
	const now = await optionsOf(next);
	expect(now.user.id).toBe(former.user.id);
	expect((await send(left.browser, createAuthenticator().create(former))).status).toBe(303);
	expect((await send(next, createAuthenticator().create(former))).status).toBe(400);
	expect(await passkeysOf(left.userId)).toEqual([]);
	expect((await send(next, createAuthenticator().create(now))).status).toBe(303);
});

test('a page that was left open works after a password was refused', async () => {
	const { browser } = await personWithout();
	const options = await optionsOf(browser);
	await browser.post('/welcome/passkey?/password', { password: 'short' });
	expect((await send(browser, createAuthenticator().create(options))).status).toBe(303);
	const late = await browser.post('/welcome/passkey?/password', { password: PASSWORD });
	expect(to(late)).toEqual([303, '/']);
});
