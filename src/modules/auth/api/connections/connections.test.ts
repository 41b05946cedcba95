import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { siteName } from '@/site';
import { connect, newClaims, one, signInWith, two } from '$tests/providers';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { lastMailTo, mailsTo } from '$tests/mails';
import { isSignedIn, openSession, PASSWORD, signedInPerson } from '$tests/people';
import { addApp } from '$tests/second-factor';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { outbox } from '$modules/mail/models/z.outbox';
import { oauthAccounts } from '../../models/z.oauth-account';
import { sessions } from '../../models/z.session';
import { deleteConnection } from './delete-connection';

const HOUR = 60 * 60_000;
const page = '/settings/connections';
const to = (response: Response) => [response.status, response.headers.get('location')];
const subjectsOf = async (userId: string) =>
	(await db.select().from(oauthAccounts).where(eq(oauthAccounts.userId, userId))).map(
		({ subject }) => subject
	);
const eventsOf = async (userId: string) =>
	(await db.select().from(securityEvents).where(eq(securityEvents.userId, userId))).map(
		({ type, method }) => [type, method]
	);

/** Goes to a provider by a form of the settings, and hands back where it is sent. */
async function leaveFrom(browser: Browser, action: string, provider = 'one') {
	const response = await browser.post(action, { provider });
	expect(response.status).toBe(303);
	return response.headers.get('location')!;
}

async function personWithoutPassword(...providers: ('one' | 'two')[]) {
	const user = await createUser();
	const claims = newClaims();
	for (const provider of providers) await connect(user.id, claims, provider);
	const browser = openBrowser();
	const token = await openSession(user.id, browser);
	return { user, claims, browser, token };
}

test('a signed-in person connects a provider, whatever its address, and is told by mail', async () => {
	const { browser, user } = await signedInPerson();
	const claims = newClaims({ email_verified: false });
	const response = await browser.get(
		one.approve(await leaveFrom(browser, `${page}?/connect`), claims)
	);
	expect(to(response)).toEqual([303, page]);
	expect(await subjectsOf(user.id)).toEqual([claims.sub]);
	expect(await eventsOf(user.id)).toContainEqual(['connection-added', 'one']);
	const mail = await lastMailTo(user.email);
	expect(mail.subject).toBe(`One was connected to your ${siteName} account`);
	const html = await (await browser.get(page)).text();
	expect(html).toContain(claims.email);
	expect(to(await signInWith(openBrowser(), claims))).toEqual([303, '/']);
});

test('the identity of another account is refused in a plain sentence', async () => {
	const owner = await createUser();
	const claims = newClaims();
	await connect(owner.id, claims);
	const { browser, user } = await signedInPerson();
	const response = await browser.get(
		one.approve(await leaveFrom(browser, `${page}?/connect`), claims)
	);
	expect(response.status).toBe(400);
	expect(await response.text()).toContain('It is connected to another account here.');
	expect([await subjectsOf(user.id), await subjectsOf(owner.id)]).toEqual([[], [claims.sub]]);
	expect(await mailsTo(user.email)).toEqual([]);
});

test('an account has one connection a provider', async () => {
	const { browser, user } = await signedInPerson();
	const claims = newClaims();
	await connect(user.id, claims);
	const other = await browser.get(
		one.approve(await leaveFrom(browser, `${page}?/connect`), newClaims())
	);
	expect(other.status).toBe(400);
	const same = await browser.get(one.approve(await leaveFrom(browser, `${page}?/connect`), claims));
	expect(to(same)).toEqual([303, page]);
	expect(await subjectsOf(user.id)).toEqual([claims.sub]);
	expect(await mailsTo(user.email)).toEqual([]);
});

test('a provider is disconnected, which the owner is told by mail', async () => {
	const { browser, user } = await signedInPerson();
	const claims = newClaims();
	await connect(user.id, claims);
	expect(to(await browser.post(`${page}?/disconnect`, { provider: 'one' }))).toEqual([303, page]);
	expect(await subjectsOf(user.id)).toEqual([]);
	expect(await eventsOf(user.id)).toContainEqual(['connection-removed', 'one']);
	expect((await lastMailTo(user.email)).subject).toContain('One was disconnected');
	expect((await browser.post(`${page}?/disconnect`, { provider: 'one' })).status).toBe(400);
});

test('connecting and disconnecting offer to end all other sessions, once', async () => {
	const { browser, user } = await signedInPerson();
	const other = openBrowser();
	await openSession(user.id, other);
	const offer = 'action="/settings/sessions?/revokeOthers"';
	const claims = newClaims();
	await browser.get(one.approve(await leaveFrom(browser, `${page}?/connect`), claims));
	const connected = await (await browser.get(page)).text();
	expect(connected).toContain('It is connected.');
	expect(connected).toContain('Other devices stay signed in.');
	expect(connected).toContain(offer);
	expect(await (await browser.get(page)).text()).not.toContain(offer);

	await browser.post(`${page}?/disconnect`, { provider: 'one' });
	const disconnected = await (await browser.get(page)).text();
	expect(disconnected).toContain(offer);
	const formOwner = /name="formOwner" value="([^"]+)"/.exec(disconnected)?.[1] ?? '';
	expect(await isSignedIn(other)).toBe(true);
	const ended = await browser.post('/settings/sessions?/revokeOthers', { formOwner });
	expect(to(ended)).toEqual([303, '/settings/sessions']);
	expect(await isSignedIn(other)).toBe(false);
	expect(await isSignedIn(browser)).toBe(true);
});

test('a mail that an older release asked for is left out, without an error', async () => {
	const user = await createUser();
	const now = new Date();
	const subjectId = `${user.id} one`;
	const mail = {
		recipient: user.email,
		locale: 'en',
		subjectId,
		createdAt: now,
		nextAttemptAt: now
	};
	for (const template of ['connection-added', 'connection-removed'] as const) {
		await db.insert(outbox).values({ ...mail, template });
	}
	expect(await mailsTo(user.email)).toEqual([]);
	// A failure would have put them back.
	expect(await db.$count(outbox, eq(outbox.recipient, user.email))).toBe(0);
});

test("nobody disconnects another person's provider", async () => {
	const owner = await createUser();
	const claims = newClaims();
	await connect(owner.id, claims);
	const { browser } = await signedInPerson();
	expect((await browser.post(`${page}?/disconnect`, { provider: 'one' })).status).toBe(400);
	expect(await subjectsOf(owner.id)).toEqual([claims.sub]);
});

test('the last way in cannot be removed', async () => {
	const { browser, user, claims } = await personWithoutPassword('one');
	const response = await browser.post(`${page}?/disconnect`, { provider: 'one' });
	expect(response.status).toBe(400);
	expect(await response.text()).toContain(
		'One is your only way to sign in. Add a passkey, set a password or connect another account first.'
	);
	expect(await subjectsOf(user.id)).toEqual([claims.sub]);
});

test('a connection to a provider that is not offered any more is no way in', async () => {
	const { browser, user, claims } = await personWithoutPassword('one');
	const former = { provider: 'former', issuer: 'https://former.example', subject: 'x' };
	await db.insert(oauthAccounts).values({ ...former, userId: user.id });
	expect((await browser.post(`${page}?/disconnect`, { provider: 'one' })).status).toBe(400);
	expect((await browser.post(`${page}?/disconnect`, { provider: 'former' })).status).toBe(303);
	expect(await subjectsOf(user.id)).toEqual([claims.sub]);
});

test('of two requests at once that would remove the last two ways in, one is refused', async () => {
	for (let round = 0; round < 5; round += 1) {
		const { user, token } = await personWithoutPassword('one', 'two');
		const client = { address: '198.51.100.1', userAgent: '' };
		const owner = { userId: user.id, sessionId: hashToken(token) };
		const results = await Promise.all(
			['one', 'two'].map((provider) => deleteConnection({ owner, client, provider }))
		);
		expect(results.filter(({ ok }) => ok).length).toBe(1);
		expect((await subjectsOf(user.id)).length).toBe(1);
	}
});

test('without a recent confirmation the page and each of its forms lead to /confirm', async () => {
	const { browser } = await signedInPerson({ now: new Date(Date.now() - HOUR) });
	const confirm = [303, '/confirm?redirectTo=%2Fsettings%2Fconnections'];
	expect(to(await browser.get(page))).toEqual(confirm);
});

test.each([
	['connect', 'You go to One and agree there', 'Connect One'],
	['connectPending', 'You came here with a One account', 'Connect One'],
	['disconnect', 'sign in with One any more', 'Disconnect One']
])('without one, to %s waits for it, and for a word after it', async (name, text, submit) => {
	const { browser, user } = await signedInPerson({ now: new Date(Date.now() - HOUR) });
	const claims = newClaims();
	if (name === 'disconnect') await connect(user.id, claims);
	const action = `${page}?/${name}`;
	const [status, location] = to(await browser.post(action, { provider: 'one' }));
	expect([status, location]).toEqual([303, expect.stringMatching(/^\/confirm\?/)]);
	const url = new URL(String(location), 'http://localhost');
	const resume = url.searchParams.get('redirectTo') ?? '';
	const query = new URLSearchParams({ redirectTo: resume });
	const confirmed = await browser.post(`/confirm?/password&${query}`, { password: PASSWORD });
	expect(to(confirmed)).toEqual([303, resume]);

	const html = await (await browser.get(resume)).text();
	for (const part of [text, submit, `action="${action}"`, 'name="provider" value="one"']) {
		expect(html).toContain(part);
	}
	expect(await subjectsOf(user.id)).toHaveLength(name === 'disconnect' ? 1 : 0);
	const answer = await browser.post(action, { provider: 'one' });
	if (name === 'connect') {
		const done = await browser.get(one.approve(answer.headers.get('location')!, claims));
		expect(to(done)).toEqual([303, page]);
		expect(await subjectsOf(user.id)).toEqual([claims.sub]);
	}
	if (name === 'disconnect') expect(await subjectsOf(user.id)).toEqual([]);
	expect((await browser.get(resume)).status).toBe(404);
});

test('a person confirms by their own provider, which has to ask them again', async () => {
	const { user, claims, browser } = await personWithoutPassword('one');
	const hourAgo = new Date(Date.now() - HOUR);
	await db.update(sessions).set({ confirmedAt: hourAgo }).where(eq(sessions.userId, user.id));
	const html = await (await browser.get('/confirm?redirectTo=%2Fsettings%2Fconnections')).text();
	expect(html).toContain('Continue with One');
	expect(html).not.toContain('Continue with Two');

	const before = browser.jar.get('session');
	const location = await leaveFrom(
		browser,
		'/confirm?/provider&redirectTo=%2Fsettings%2Fconnections'
	);
	expect(new URL(location).searchParams.get('max_age')).toBe('0');
	expect(to(await browser.get(one.approve(location, claims)))).toEqual([303, page]);
	expect(browser.jar.get('session')).not.toBe(before);
	expect((await browser.get(page)).status).toBe(200);
	expect(await eventsOf(user.id)).toContainEqual(['confirmed', 'one']);
});

test.each([
	['of somebody else', newClaims(), 'That is another One account'],
	['proved an hour ago', { auth_time: Math.floor(Date.now() / 1000) - 3600 }, 'One'],
	['that does not say when it was proved', { auth_time: undefined }, 'One cannot confirm'],
	['that does not know when it was proved', { auth_time: null }, 'One cannot confirm']
])('an identity %s confirms nothing', async (_, change, sentence) => {
	const { user, claims, browser } = await personWithoutPassword('one');
	const hourAgo = new Date(Date.now() - HOUR);
	await db.update(sessions).set({ confirmedAt: hourAgo }).where(eq(sessions.userId, user.id));
	const location = await leaveFrom(browser, '/confirm?/provider&redirectTo=%2F');
	const response = await browser.get(one.approve(location, { ...claims, ...change }));
	expect(response.status).toBe(400);
	expect(await response.text()).toContain(sentence);
	expect((await browser.get(page)).status).toBe(303);
});

test('whose issuer cannot say when they signed in there signs out and in again', async () => {
	const { user, claims, browser } = await personWithoutPassword('one');
	const hourAgo = new Date(Date.now() - HOUR);
	await db.update(sessions).set({ confirmedAt: hourAgo }).where(eq(sessions.userId, user.id));
	const location = await leaveFrom(browser, '/confirm?/provider&redirectTo=%2Fsettings');
	const unproven = one.approve(location, { ...claims, auth_time: undefined });
	const html = await (await browser.get(unproven)).text();
	expect(html).toContain('sign out here and sign in again');
	expect(html).toContain('action="/sign-out"');
	const confirm = await (await browser.get('/confirm')).text();
	expect(confirm).toContain('Signing out here and in again confirms it, too.');

	await browser.post('/sign-out', {});
	await signInWith(browser, claims);
	expect((await browser.get(page)).status).toBe(200);
});

test('nobody confirms by a provider that is not connected to their account', async () => {
	const { browser } = await personWithoutPassword('one');
	expect((await browser.post('/confirm?/provider', { provider: 'two' })).status).toBe(400);
});

test("another account's connection does not confirm this one's session", async () => {
	const other = await personWithoutPassword('one');
	const { browser, user } = await personWithoutPassword('one');
	const location = await leaveFrom(browser, '/confirm?/provider');
	const response = await browser.get(one.approve(location, other.claims));
	expect(response.status).toBe(400);
	const confirmed = and(eq(securityEvents.userId, user.id), eq(securityEvents.type, 'confirmed'));
	expect(await db.$count(securityEvents, confirmed)).toBe(0);
});

test('a transaction begun in a session that has ended connects nothing', async () => {
	const { browser, user, token } = await signedInPerson();
	const location = await leaveFrom(browser, `${page}?/connect`, 'two');
	await browser.post('/sign-out');
	browser.jar.set('session', token);
	expect((await browser.get(two.approve(location, newClaims()))).status).toBe(400);
	expect(await subjectsOf(user.id)).toEqual([]);
});

test('says in the person’s zone and language since when a connection is there', async () => {
	const { browser } = await personWithoutPassword('one');
	await browser.post('/settings/preferences', { locale: 'ja', timezone: 'Asia/Tokyo' });
	const html = (await (await browser.get(page)).text()).replace(/<!--[^]*?-->/g, '');
	const time = String.raw`<time[^>]+title="[^"]*(?:JST|GMT\+9)"[^]*?</time>`;
	expect(html).toMatch(new RegExp(`連携：${time}、最終使用：${time}`));
});

test('one who is back from the provider after a second step was switched on confirms nothing', async () => {
	const { user, claims, browser } = await personWithoutPassword('one');
	const hourAgo = new Date(Date.now() - HOUR);
	await db.update(sessions).set({ confirmedAt: hourAgo }).where(eq(sessions.userId, user.id));
	const location = await leaveFrom(browser, '/confirm?/provider&redirectTo=%2F');
	await addApp(user.id);
	const response = await browser.get(one.approve(location, claims));
	expect([response.status, (await response.text()).includes('One alone is not enough')]).toEqual([
		400,
		true
	]);
	expect((await browser.get(page)).status).toBe(303);
	expect((await browser.post('/confirm?/provider', { provider: 'one' })).status).toBe(400);
});
