import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { leave, newClaims, one, two } from '$tests/providers';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { isSignedIn, PASSWORD, signedInPerson, signIn } from '$tests/people';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { log } from '@/server/log';
import { oauthTransactions } from '$modules/oauth/models/z.oauth-transaction';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';

const MINUTE = 60_000;
const to = (response: Response) => [response.status, response.headers.get('location')];
const transactionCookies = (browser: Browser) =>
	browser.jar.names().filter((name) => name.startsWith('oauth-'));
const accounts = (email: string) => db.$count(users, eq(users.email, email));

/** Replaces one parameter of a callback's address. */
function change(path: string, name: string, value: string | null): string {
	const url = new URL(path, 'http://x');
	if (value === null) url.searchParams.delete(name);
	else url.searchParams.set(name, value);
	return url.pathname + url.search;
}

/** The callback is refused with a page for people, and nobody is signed in. */
async function expectRefusal(browser: Browser, path: string, sentence: string) {
	const response = await browser.get(path);
	expect(response.status).toBe(400);
	expect(response.headers.get('cache-control')).toBe('no-store');
	expect(await response.text()).toContain(sentence);
	expect(await isSignedIn(browser)).toBe(false);
}

test('a callback without the state of this browser is refused, and then the real one passes', async () => {
	const browser = openBrowser();
	const claims = newClaims();
	const back = one.approve(await leave(browser), claims);
	const state = new URL(back, 'http://x').searchParams.get('state')!;
	const id = state.split('.')[0];
	for (const wrong of [
		null,
		'',
		id!,
		`${id}.`,
		`${id}.${'0'.repeat(64)}`,
		`${state}x`,
		'a.b',
		'.'
	]) {
		await expectRefusal(browser, change(back, 'state', wrong), 'This did not begin here');
	}
	await expectRefusal(browser, `${back}&state=${state}`, 'This did not begin here');
	expect(await accounts(claims.email)).toBe(0);
	expect((await browser.get(back)).status).toBe(303);
	expect(await isSignedIn(browser)).toBe(true);
});

test('a way to a provider survives a change of the key, while the older one is in force', async () => {
	const settings = env();
	const before = settings.AUTH_SECRET;
	const change = (AUTH_SECRET: string, AUTH_SECRET_PREVIOUS?: string) =>
		Object.assign(settings, { AUTH_SECRET, AUTH_SECRET_PREVIOUS });
	const next = Buffer.alloc(32, 9).toString('base64');
	try {
		const [browser, late] = [openBrowser(), openBrowser()];
		const back = one.approve(await leave(browser), newClaims());
		const tooLate = one.approve(await leave(late), newClaims());
		change(next, before);
		expect(to(await browser.get(back))).toEqual([303, expect.stringMatching(/^\/welcome/)]);
		expect(await isSignedIn(browser)).toBe(true);
		const fresh = openBrowser();
		expect((await fresh.get(one.approve(await leave(fresh), newClaims()))).status).toBe(303);
		change(next);
		await expectRefusal(late, tooLate, 'This did not begin here');
	} finally {
		change(before);
	}
});

test('a callback in another browser is refused', async () => {
	const back = one.approve(await leave(openBrowser()), newClaims());
	const other = openBrowser();
	await leave(other);
	await expectRefusal(other, back, 'This did not begin here');
});

test('a callback at another provider is refused, and the transaction is used up', async () => {
	const browser = openBrowser();
	const back = one.approve(await leave(browser), newClaims());
	await expectRefusal(
		browser,
		back.replace('/oauth/one/', '/oauth/two/'),
		'That is no longer open'
	);
	await expectRefusal(browser, back, 'That is no longer open');
});

test('a code of another provider does not pass', async () => {
	const browser = openBrowser();
	const location = await leave(browser);
	const foreign = two.approve(location.replace(one.url, two.url), newClaims());
	await expectRefusal(browser, foreign.replace('/oauth/two/', '/oauth/one/'), 'One');
});

test('a callback is good once', async () => {
	const browser = openBrowser();
	const back = one.approve(await leave(browser), newClaims());
	expect((await browser.get(back)).status).toBe(303);
	await browser.post('/sign-out');
	await expectRefusal(browser, back, 'This did not begin here');
});

test('of 20 callbacks at once one signs in', async () => {
	const browser = openBrowser();
	const back = one.approve(await leave(browser), newClaims());
	const cookie = browser.jar.header();
	const answers = await Promise.all(
		Array.from({ length: 20 }, () => openBrowser().get(back, { headers: { cookie } }))
	);
	const opened = answers.filter((response) =>
		response.headers.getSetCookie().some((header) => header.startsWith('session='))
	);
	expect(opened.length).toBe(1);
	expect(answers.filter(({ status }) => status === 400).length).toBe(19);
});

test('a callback after ten minutes is refused', async () => {
	const browser = openBrowser();
	const back = one.approve(await leave(browser), newClaims());
	vi.useFakeTimers({ now: Date.now() + 10 * MINUTE + 1, toFake: ['Date'] });
	try {
		await expectRefusal(browser, back, 'That is no longer open');
	} finally {
		vi.useRealTimers();
	}
});

test("an attacker's code and state sign nobody in to the attacker's account", async () => {
	const attacker = openBrowser();
	const claims = newClaims();
	const prepared = one.approve(await leave(attacker), claims);
	const victim = openBrowser();
	await expectRefusal(victim, prepared, 'This did not begin here');

	// The attacker's code in a transaction that the victim began: PKCE and nonce are another's.
	const code = new URL(prepared, 'http://x').searchParams.get('code');
	const own = one.approve(await leave(victim), newClaims());
	await expectRefusal(victim, change(own, 'code', code), 'One');
	expect(await accounts(claims.email)).toBe(0);
});

test('a start from another site, by link or by form, leads nowhere', async () => {
	for (const origin of ['https://evil.example', 'null', '']) {
		const response = await openBrowser().post(
			'/sign-in?/provider',
			{ provider: 'one', redirectTo: '/' },
			{ headers: { origin } }
		);
		expect(response.status).toBe(403);
	}
	const browser = openBrowser();
	const link = await browser.get('/sign-in?/provider&provider=one');
	expect([link.status, transactionCookies(browser)]).toEqual([200, []]);
});

test("what a caller sends does not reach the provider's address", async () => {
	const browser = openBrowser();
	const evil = {
		redirect_uri: 'https://evil.example',
		scope: 'everything',
		state: 'fixed',
		nonce: 'fixed',
		client_id: 'evil',
		prompt: 'none',
		response_mode: 'web_message'
	};
	const query = new URLSearchParams(evil);
	const fields = { ...evil, provider: 'one', redirectTo: 'https://evil.example' };
	const response = await browser.post(`/sign-in?/provider&${query}`, fields);
	const location = response.headers.get('location')!;
	expect(location).not.toMatch(/evil|everything|fixed|prompt|response_mode/);
	const asked = new URL(location).searchParams;
	expect(asked.get('redirect_uri')).toBe('http://localhost:3000/oauth/one/callback');
	expect(asked.get('scope')).toBe('openid email profile');
	expect(asked.get('code_challenge_method')).toBe('S256');
	expect(to(await browser.get(one.approve(location, newClaims())))[1]).toBe(
		'/welcome?redirectTo=%2F'
	);
});

test('a foreign Host changes neither the address to come back to nor the exchange', async () => {
	const browser = openBrowser();
	const response = await browser.post(
		'/sign-in?/provider',
		{ provider: 'one', redirectTo: '/' },
		{ headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' } }
	);
	const location = response.headers.get('location')!;
	expect(location).not.toContain('evil');
	const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
	const visit = await browser.get(one.approve(location, newClaims()), { headers });
	const ownAddress = visit.headers.get('location')!;
	expect(visit.status).toBe(307);
	expect(new URL(ownAddress).origin).toBe('http://localhost:3000');
	expect((await browser.get(ownAddress)).status).toBe(303);
});

test('each transaction has a state, a nonce and a verifier of its own', async () => {
	const browser = openBrowser();
	const asked = [];
	for (let i = 0; i < 4; i += 1) asked.push(new URL(await leave(browser)).searchParams);
	for (const name of ['state', 'nonce', 'code_challenge']) {
		expect(new Set(asked.map((query) => query.get(name))).size).toBe(4);
	}
});

test('a browser keeps eight transactions, and the oldest goes first', async () => {
	const browser = openBrowser();
	const locations = [];
	for (let i = 0; i < 9; i += 1) locations.push(await leave(browser));
	expect(transactionCookies(browser).length).toBe(8);
	const [first, second] = locations;
	await expectRefusal(browser, one.approve(first!, newClaims()), 'This did not begin here');
	expect((await browser.get(one.approve(second!, newClaims()))).status).toBe(303);
});

test('who says no at the provider is told so, and can try again', async () => {
	const browser = openBrowser();
	const location = await leave(browser, 'one', '/settings/profile');
	const response = await browser.get(one.refuse(location));
	const page = await response.text();
	expect(response.status).toBe(400);
	expect(page).toContain('You stopped at One');
	expect(page).toContain('action="/sign-in?/provider&amp;redirectTo=%2Fsettings%2Fprofile"');
	expect(page).toContain('value="/settings/profile"');
	await expectRefusal(browser, one.refuse(location), 'That is no longer open');
});

test('a try again that comes to nothing still leads on to where they were going, by any way', async () => {
	const browser = openBrowser();
	const page = await (
		await browser.get(one.refuse(await leave(browser, 'one', '/settings/profile')))
	).text();
	const action = /action="([^"]*provider[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
	const again = await browser.post(action, { provider: 'gone', redirectTo: '/settings/profile' });
	expect(again.status).toBe(400);
	const html = await again.text();
	for (const action of ['?/password', '/sign-in?/provider']) {
		expect(html).toContain(`action="${action}&amp;redirectTo=%2Fsettings%2Fprofile"`);
	}
	// So it is once somebody looks at the page in another language, or loads it anew.
	const back = /name="redirectTo" value="(\/sign-in[^"]*)"/.exec(html)?.[1] ?? '';
	const anew = await (await browser.get(back.replaceAll('&amp;', '&'))).text();
	expect(anew).toContain('value="/settings/profile"');
});

test('a provider that is down is a page with a reference that the log has, and passwords still work', async () => {
	const user = await createUser({ password: PASSWORD });
	const browser = openBrowser();
	const back = one.approve(await leave(browser), newClaims());
	const warn = vi.spyOn(log, 'warn');
	one.goDown(true);
	try {
		const response = await browser.get(back);
		const page = await response.text();
		expect(response.status).toBe(400);
		expect(page).toContain('One does not answer');
		const id = /Reference ([\w-]{36})/.exec(page)?.[1];
		expect(warn).toHaveBeenCalledWith(
			expect.objectContaining({ id, provider: 'one', errorCode: 'unreachable' }),
			expect.any(String)
		);
		expect(to(await signIn(browser, user.email, PASSWORD))).toEqual([303, '/']);
	} finally {
		one.goDown(false);
	}
});

test('an unknown provider is not found, and cannot be chosen', async () => {
	const browser = openBrowser();
	for (const id of ['nobody', 'constructor', '__proto__', 'github']) {
		expect((await browser.get(`/oauth/${id}/callback?code=a&state=b`)).status).toBe(404);
		const response = await browser.post('/sign-in?/provider', { provider: id, redirectTo: '/' });
		expect(response.status).toBe(400);
	}
});

test('what was begun to sign in neither connects nor confirms, and the other way round', async () => {
	const hourAgo = new Date(Date.now() - 60 * MINUTE);
	const { browser, user, token } = await signedInPerson({ now: hourAgo });
	const location = await leave(openBrowser());
	expect(await db.$count(oauthTransactions, eq(oauthTransactions.userId, user.id))).toBe(0);
	expect((await browser.get(one.approve(location, newClaims()))).status).toBe(400);
	expect(browser.jar.get('session')).toBe(token);

	const fresh = await signedInPerson();
	const response = await fresh.browser.post('/settings/connections?/connect', { provider: 'one' });
	const back = one.approve(response.headers.get('location')!, newClaims());
	const cookie = transactionCookies(fresh.browser).map(
		(name) => `${name}=${fresh.browser.jar.get(name)}`
	);
	// The same browser, signed out: it does not sign in.
	const signedOut = openBrowser();
	await signedOut.get(back, { headers: { cookie: cookie.join('; ') } });
	expect(await isSignedIn(signedOut)).toBe(false);
	// And, once more begun, in a session of somebody else.
	const again = await fresh.browser.post('/settings/connections?/connect', { provider: 'one' });
	const other = await signedInPerson();
	fresh.browser.jar.set('session', other.token);
	const refused = await fresh.browser.get(one.approve(again.headers.get('location')!, newClaims()));
	expect(refused.status).toBe(400);
	expect(await refused.text()).toContain('Your session changed meanwhile');
});

test('a connection whose session has ended meanwhile is refused, and the page says that it ends with it', async () => {
	const { user, browser } = await signedInPerson();
	const sent = await browser.post('/settings/connections?/connect', { provider: 'one' });
	await db.delete(sessions).where(eq(sessions.userId, user.id));
	const back = one.approve(sent.headers.get('location')!, newClaims());
	await expectRefusal(browser, back, 'ends with the session in which it began');
});

test("only Apple's own origin may post to a callback, and only to its own", async () => {
	const post = (provider: string, origin: string) =>
		openBrowser().post(
			`/oauth/${provider}/callback`,
			{ code: 'a', state: 'b' },
			{ headers: { origin } }
		);
	expect(to(await post('apple', 'https://appleid.apple.com'))).toEqual([
		303,
		'/oauth/apple/callback?code=a&state=b'
	]);
	expect((await post('one', 'https://appleid.apple.com')).status).toBe(403);
	for (const origin of [
		'https://evil.example',
		'null',
		'',
		'https://appleid.apple.com.evil.example'
	]) {
		expect((await post('apple', origin)).status).toBe(403);
	}
	const elsewhere = await openBrowser().post(
		'/sign-in?/password',
		{ email: 'a@example.com', password: 'x', redirectTo: '/' },
		{ headers: { origin: 'https://appleid.apple.com' } }
	);
	expect(elsewhere.status).toBe(403);
});

test.each(['one', 'nobody', '%00', '%0D%0AX-Evil:1', 'constructor'])(
	'a form posted to the callback of %s, which takes none, finds nothing',
	async (provider) => {
		const fields = { code: 'a', state: 'b' };
		expect((await openBrowser().post(`/oauth/${provider}/callback`, fields)).status).toBe(404);
	}
);

test.each([
	['text/plain', 'code=a', 415],
	['application/json', '{}', 415],
	['multipart/form-data; boundary=b', 'cut off', 400]
])('a callback posted as %s is no form', async (type, body, status) => {
	const headers = { origin: 'https://appleid.apple.com', 'content-type': type };
	const init = { method: 'POST', body, headers };
	expect((await openBrowser().send('/oauth/apple/callback', init)).status).toBe(status);
});

test("forms may lead to the providers' own origins and no others", async () => {
	const policy = (await openBrowser().get('/sign-in')).headers.get('content-security-policy')!;
	const directive = policy.split(';').find((part) => part.trim().startsWith('form-action'));
	expect(directive?.trim().split(' ').sort()).toEqual(
		['form-action', "'self'", one.url, two.url].sort()
	);
});

test('60 starts in a quarter of an hour are as many as one address may make', async () => {
	const from = '203.0.113.77';
	for (let i = 0; i < 60; i += 1) await leave(openBrowser({ from }));
	const response = await openBrowser({ from }).post('/sign-in?/provider', { provider: 'one' });
	expect(response.status).toBe(429);
	expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
});
