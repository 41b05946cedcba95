import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { newClaims, signInWith } from '$tests/providers';
import { m } from '@/paraglide/messages';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { openBrowser, type Browser } from '$tests/app';
import { codeIn, lastMailTo, mailAbout, mailsTo, tokenIn } from '$tests/mails';
import { createUser } from '$tests/factories';
import { isSignedIn, newAddress, OTHER_PASSWORD, PASSWORD, signIn, signUp } from '$tests/people';
import { deleteUnsettledAccounts } from '../account/delete-unsettled-accounts';
import { interruptTransaction } from '../session/meanwhile.fixture';
import { oauthAccounts } from '../../models/z.oauth-account';
import { passwords } from '../../models/z.password';
import { sessions } from '../../models/z.session';
import { signUps } from '../../models/z.sign-up';
import { users } from '../../models/z.user';

const SET_UP = '/welcome/passkey?redirectTo=%2Fsettings%2Fsecurity';
const MINUTE = 60 * 1000;

const to = (response: Response) => [response.status, response.headers.get('location')];
const userOf = (email: string) => db.select().from(users).where(eq(users.email, email)).get();
const passwordsOf = (userId: string) => db.$count(passwords, eq(passwords.userId, userId));
const eventsOf = async (userId: string) =>
	(
		await db
			.select({ type: securityEvents.type })
			.from(securityEvents)
			.where(eq(securityEvents.userId, userId))
	)
		.map(({ type }) => type)
		.sort();
const sessionOf = (browser: Browser) =>
	db
		.select()
		.from(sessions)
		.where(eq(sessions.id, hashToken(browser.jar.get('session') ?? '')))
		.get();

/** Begins a sign-up without a password, and reads its mail. */
async function beginWithout({ email = newAddress(), browser = openBrowser() } = {}) {
	const fields = { email, method: 'passkey', redirectTo: '/settings/security' };
	const response = await browser.post('/sign-up', fields);
	return { browser, email, response, mail: await lastMailTo(email) };
}

/** The same with the address proved by code: in, and with no way in yet. */
async function proveWithout(options: Parameters<typeof beginWithout>[0] = {}) {
	const begun = await beginWithout(options);
	const response = await begun.browser.post('/sign-up/verify', { code: codeIn(begun.mail) });
	const user = await userOf(begun.email);
	return { ...begun, response, userId: user!.id };
}

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

test('a sign-up without a password proves the address and leads to the set-up, and nowhere else', async () => {
	const { browser, response, userId } = await proveWithout();
	expect(to(response)).toEqual([303, SET_UP]);
	expect(await sessionOf(browser)).toMatchObject({
		userId,
		method: 'sign-up',
		amr: 'mail',
		missing: 'way-in'
	});
	expect(await passwordsOf(userId)).toBe(0);
	expect(await eventsOf(userId)).toEqual(['signed-in', 'signed-up']);
	expect(browser.jar.names()).not.toContain('known');
	expect(await isSignedIn(browser)).toBe(false);
	expect(to(await browser.get('/settings/security'))).toEqual([303, SET_UP]);
});

test('a password that was typed beside the passkey button is not kept', async () => {
	const [browser, email] = [openBrowser(), newAddress()];
	await browser.post('/sign-up', { email, password: PASSWORD, method: 'passkey' });
	const pending = await db.select().from(signUps).where(eq(signUps.email, email)).get();
	expect(pending).toMatchObject({ method: 'passkey', passwordHash: '' });
});

test('the link of a mail leads to the set-up in any browser, and asks for no password', async () => {
	const { mail, email } = await beginWithout();
	const token = tokenIn(mail);
	const owner = openBrowser();
	const page = await (await owner.get(`/sign-up/verify?token=${token}`)).text();
	expect(page).toContain(email);
	expect(page).not.toContain('name="password"');
	expect(to(await owner.post('/sign-up/verify?/token', { token }))).toEqual([303, SET_UP]);
	expect(await sessionOf(owner)).toMatchObject({ missing: 'way-in' });
});

test('a password set there opens the session under a new token, and the account from anywhere', async () => {
	const { browser, email, userId } = await proveWithout();
	const before = browser.jar.get('session');
	const stolen = openBrowser();
	stolen.jar.set('session', before!);
	const response = await browser.post(`${SET_UP.replace('?', '?/password&')}`, {
		password: PASSWORD
	});
	expect(to(response)).toEqual([303, '/settings/security']);
	expect(browser.jar.get('session')).not.toBe(before);
	expect(await sessionOf(browser)).toMatchObject({ missing: null, amr: 'mail pwd' });
	expect(await isSignedIn(browser)).toBe(true);
	expect(await isSignedIn(stolen)).toBe(false);
	expect(browser.jar.names()).toContain('known');
	expect(await eventsOf(userId)).toEqual(['password-set', 'signed-in', 'signed-up']);
	const subjects = (await mailsTo(email)).map(({ subject }) => subject);
	expect(subjects).toEqual([expect.any(String), m.mail_password_set_subject()]);
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
});

test('a password that will not do leaves the set-up as it was', async () => {
	const { browser, userId } = await proveWithout();
	for (const password of ['', 'short']) {
		expect((await browser.post('/welcome/passkey?/password', { password })).status).toBe(400);
	}
	expect(await passwordsOf(userId)).toBe(0);
	expect(await sessionOf(browser)).toMatchObject({ missing: 'way-in' });
});

test('of two passwords sent at once, one is set', async () => {
	const { browser, email } = await proveWithout();
	const token = browser.jar.get('session')!;
	const posts = [PASSWORD, OTHER_PASSWORD].map((password) => {
		const tab = openBrowser();
		tab.jar.set('session', token);
		return tab.post('/welcome/passkey?/password', { password });
	});
	const places = (await Promise.all(posts)).map((response) => to(response)[1]);
	expect(places.filter((place) => place === '/')).toHaveLength(1);
	expect(places.find((place) => place !== '/')).toMatch(/^\/sign-in\?/);
	const answers = await Promise.all(
		[PASSWORD, OTHER_PASSWORD].map((password) => signIn(openBrowser(), email, password))
	);
	expect(answers.map(({ status }) => status).sort()).toEqual([303, 400]);
});

test('the page is nobody else’s: a whole session is sent on, and changes nothing there', async () => {
	const { browser, email } = await signUp();
	const { id: userId } = (await userOf(email))!;
	const before = await db.select().from(passwords).where(eq(passwords.userId, userId));
	expect(to(await browser.get(SET_UP))).toEqual([303, '/settings/security']);
	const fields = { password: OTHER_PASSWORD, credential: '{}' };
	for (const action of ['password', 'passkey']) {
		expect(to(await browser.post(`/welcome/passkey?/${action}`, fields))).toEqual([303, '/']);
	}
	expect(await db.select().from(passwords).where(eq(passwords.userId, userId))).toEqual(before);
});

test('the set-up lasts as long as the proof of the address: an hour', async () => {
	vi.useFakeTimers({ toFake: ['Date'] });
	const { browser } = await proveWithout();
	vi.setSystemTime(Date.now() + 59 * MINUTE);
	expect(to(await browser.get('/settings/profile'))[1]).toMatch(/^\/welcome\/passkey/);
	vi.setSystemTime(Date.now() + 2 * MINUTE);
	expect(to(await browser.get('/settings/profile'))[1]).toMatch(/^\/sign-in/);
});

test('once it is set up, the session lasts as long as any', async () => {
	vi.useFakeTimers({ toFake: ['Date'] });
	const { browser } = await proveWithout();
	await browser.post('/welcome/passkey?/password', { password: PASSWORD });
	vi.setSystemTime(Date.now() + 120 * MINUTE);
	expect(await isSignedIn(browser)).toBe(true);
});

test.each([
	['a passkey', { method: 'passkey' }, SET_UP],
	['a password', { password: OTHER_PASSWORD }, '/settings/security']
])(
	'an account left without a way in goes to whoever proves its address next, with %s',
	async (_name, wayIn, place) => {
		const left = await proveWithout();
		const next = openBrowser();
		await next.post('/sign-up', { email: left.email, ...wayIn, redirectTo: '/settings/security' });
		const code = codeIn(await lastMailTo(left.email));
		expect(to(await next.post('/sign-up/verify', { code }))).toEqual([303, place]);
		expect((await userOf(left.email))?.id).toBe(left.userId);
		expect((await sessionOf(next))?.userId).toBe(left.userId);
		expect(await sessionOf(left.browser)).toBeUndefined();
		const late = await left.browser.post('/welcome/passkey?/password', { password: PASSWORD });
		expect(to(late)[1]).toMatch(/^\/sign-in/);
		expect((await signIn(openBrowser(), left.email, PASSWORD)).status).toBe(400);
	}
);

test('an account that has lost all that opened it is its owner’s still, and no sign-up takes it up', async () => {
	const { email } = await createUser({ email: newAddress() });
	const ways: Record<string, string>[] = [{ password: PASSWORD }, { method: 'passkey' }];
	for (const wayIn of ways) {
		const stranger = openBrowser();
		await stranger.post('/sign-up', { email, ...wayIn, redirectTo: '/' });
		const mail = await lastMailTo(email);
		expect(mail.subject).toContain('already have');
		expect(mail.text).toContain('/forgot-password');
		const { id: userId } = (await userOf(email))!;
		expect(await db.$count(sessions, eq(sessions.userId, userId))).toBe(0);
		expect(await passwordsOf(userId)).toBe(0);
	}
});

test('an account left without a way in goes after a day, and no other', async () => {
	const left = await proveWithout();
	const settled = await proveWithout();
	await settled.browser.post('/welcome/passkey?/password', { password: PASSWORD });
	const bare = await createUser({ email: newAddress() });
	await deleteUnsettledAccounts(new Date(Date.now() + 23 * 60 * MINUTE));
	expect(await userOf(left.email)).toBeDefined();
	await deleteUnsettledAccounts(new Date(Date.now() + 25 * 60 * MINUTE));
	expect(await userOf(left.email)).toBeUndefined();
	expect(await userOf(settled.email)).toMatchObject({ unsettledSince: null });
	expect(await userOf(bare.email)).toBeDefined();
});

test('one that gets its way in while it is about to go keeps its record', async () => {
	const { browser, email, userId } = await proveWithout();
	const before = await eventsOf(userId);
	interruptTransaction(async () => {
		const set = await browser.post('/welcome/passkey?/password', { password: PASSWORD });
		expect(set.status).toBe(303);
	});
	await deleteUnsettledAccounts(new Date(Date.now() + 25 * 60 * MINUTE));
	expect(await userOf(email)).toMatchObject({ unsettledSince: null });
	expect(await eventsOf(userId)).toEqual([...before, 'password-set'].sort());
});

test('an account left without a way in goes to the identity that came with its proved address', async () => {
	const left = await proveWithout();
	const next = openBrowser();
	const claims = newClaims({ email: undefined });
	await signInWith(next, claims);
	await next.post('/sign-up/address', { email: left.email });
	const code = codeIn(await lastMailTo(left.email));
	expect(to(await next.post('/sign-up/verify', { code }))).toEqual([
		303,
		'/welcome?redirectTo=%2F'
	]);
	const [connection] = await db
		.select()
		.from(oauthAccounts)
		.where(eq(oauthAccounts.userId, left.userId));
	expect(connection).toMatchObject({ subject: claims.sub });
	expect(await sessionOf(left.browser)).toBeUndefined();
	expect(await eventsOf(left.userId)).toContain('connection-added');
});

test('a provider’s word alone opens no account that was left: its address is proved by mail', async () => {
	const left = await proveWithout();
	const next = openBrowser();
	// Not to /sign-in, "as you did before": there is nothing to sign in with.
	const back = await signInWith(next, newClaims({ email: left.email }));
	expect(to(back)).toEqual([303, '/sign-up/address']);
	expect(await sessionOf(next)).toBeUndefined();
	expect(await db.$count(oauthAccounts, eq(oauthAccounts.userId, left.userId))).toBe(0);
	await next.post('/sign-up/address', { email: left.email });
	await next.post('/sign-up/verify', { code: codeIn(await lastMailTo(left.email)) });
	expect((await sessionOf(next))?.userId).toBe(left.userId);
});

test('whoever sets the way in first has it: a code asked for before leads nowhere then', async () => {
	const left = await proveWithout();
	const next = await beginWithout({ email: left.email });
	await left.browser.post('/welcome/passkey?/password', { password: PASSWORD });
	const late = await next.browser.post('/sign-up/verify', { code: codeIn(next.mail) });
	expect(late.status).toBe(400);
	expect(await isSignedIn(left.browser)).toBe(true);
	await beginWithout({ email: left.email });
	expect((await mailAbout(left.email, 'already have')).text).not.toContain('token=');
});

test('what is missing is said at once: the address, the password, a method that there is not', async () => {
	const browser = openBrowser();
	const errors = async (fields: Record<string, string>) => {
		const { data } = await browser.enhance('/sign-up', fields);
		return ['Enter one e-mail address', 'Enter a password.'].filter((text) => data?.includes(text));
	};
	expect(await errors({ email: '' })).toHaveLength(2);
	expect(await errors({ email: '', method: 'passkey' })).toHaveLength(1);
	const odd = await browser.post('/sign-up', {
		email: newAddress(),
		password: PASSWORD,
		method: 'provider'
	});
	expect(odd.status).toBe(400);
});
