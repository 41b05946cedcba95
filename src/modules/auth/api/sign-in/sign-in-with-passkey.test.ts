import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { siteName } from '@/site';
import { openBrowser } from '$tests/app';
import { createAuthenticator } from '$tests/authenticator';
import { createUser } from '$tests/factories';
import { lastMailTo, mailsTo } from '$tests/mails';
import { isSignedIn, newAddress, openSession, PASSWORD, signIn } from '$tests/people';
import {
	askedBy,
	givePasskey,
	passkeyState,
	personWithPasskey,
	signInByPasskey
} from '$tests/passkeys';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { takeLimits } from '$modules/limits/api/take-limits';
import { db } from '@/server/db/client';
import { log } from '@/server/log';
import { hashToken } from '@/server/secrets';
import { passkeys } from '../../models/z.passkey';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';

const MINUTE = 60_000;
const INVALID = 'That passkey could not be checked.';
const EXPIRED = 'That took too long, or was used already.';
const COPIED = 'it may have been copied';
const UNKNOWN = 'No account here has that passkey any more.';

const to = (response: Response) => [response.status, response.headers.get('location')];
const sessionsOf = (userId: string) =>
	db.select().from(sessions).where(eq(sessions.userId, userId));
async function eventsOf(userId: string) {
	const own = eq(securityEvents.userId, userId);
	const rows = await db.select().from(securityEvents).where(own).orderBy(securityEvents.seq);
	return rows.map(({ type, method }) => `${type} ${method}`);
}
const passkeyOf = async (id: string) => (await passkeyState(id)).passkey!;
const post = (browser = openBrowser(), credential: string, redirectTo = '/') =>
	browser.post('/sign-in?/passkey', { credential, redirectTo });

/** Lines of the log with an event, from now on. */
function listen() {
	const lines: Record<string, unknown>[] = [];
	for (const level of ['info', 'warn'] as const) {
		vi.spyOn(log, level).mockImplementation((fields) => {
			if (fields && typeof fields === 'object' && 'event' in fields) lines.push({ ...fields });
		});
	}
	return lines;
}

afterEach(() => void vi.useRealTimers());

describe('a passkey', () => {
	test('signs in without an address, and goes where the person wanted', async () => {
		const { user, authenticator, passkeyId } = await personWithPasskey();
		const { browser, response } = await signInByPasskey(
			authenticator,
			undefined,
			'/settings/security'
		);
		expect(to(response)).toEqual([303, '/settings/security']);
		expect(await isSignedIn(browser)).toBe(true);
		expect(await sessionsOf(user.id)).toMatchObject([
			{
				id: hashToken(browser.jar.get('session')!),
				method: 'passkey',
				passkeyId,
				missing: null,
				amr: 'swk user mfa'
			}
		]);
		expect(await eventsOf(user.id)).toEqual(['signed-in passkey']);
		expect((await lastMailTo(user.email)).subject).toContain('sign-in');
		expect((await passkeyOf(passkeyId)).lastUsedAt).not.toBeNull();

		browser.jar.delete('session');
		await signInByPasskey(authenticator, browser);
		expect(await mailsTo(user.email)).toHaveLength(1);
	});

	test.each(['ES256', 'EdDSA', 'RS256'] as const)(
		'with a key of %s signs in',
		async (algorithm) => {
			const { authenticator } = await personWithPasskey({ algorithm });
			expect((await signInByPasskey(authenticator)).response.status).toBe(303);
		}
	);

	test('bound to one device counts, and the session says of what kind it is', async () => {
		const { user, authenticator, passkeyId } = await personWithPasskey({ isBound: true });
		for (const counter of [1, 2]) {
			expect((await signInByPasskey(authenticator)).response.status).toBe(303);
			expect((await passkeyOf(passkeyId)).counter).toBe(counter);
		}
		expect((await sessionsOf(user.id)).map(({ amr }) => amr)).toEqual(
			Array(2).fill('hwk user mfa')
		);
	});

	test.each([undefined, '', null])(
		'whose account is said to be %j is taken',
		async (userHandle) => {
			const { authenticator } = await personWithPasskey();
			const browser = openBrowser();
			const credential = authenticator.get(await askedBy(browser), {
				json: ({ response }) => Object.assign(response, { userHandle })
			});
			expect((await post(browser, credential)).status).toBe(303);
		}
	);

	test('may be synced from now on, or no longer: what it says is kept', async () => {
		const { authenticator, passkeyId } = await personWithPasskey();
		const browser = openBrowser();
		for (const [be, bs] of [
			[false, false],
			[true, false],
			[true, true]
		] as const) {
			browser.jar.delete('session');
			const credential = authenticator.get(await askedBy(browser), { flags: { be, bs } });
			expect((await post(browser, credential)).status).toBe(303);
			expect(await passkeyOf(passkeyId)).toMatchObject({ isSyncable: be, isBackedUp: bs });
		}
	});

	test('of a closed account leads to its reopening', async () => {
		const { user, authenticator, passkeyId } = await personWithPasskey();
		await db.update(users).set({ closedAt: new Date() }).where(eq(users.id, user.id));
		const { response, browser } = await signInByPasskey(authenticator);
		expect(to(response)).toEqual([303, '/account-closed']);
		expect(browser.jar.get('session')).toBeUndefined();
		const [waiting] = await db
			.select()
			.from(pendingSignIns)
			.where(eq(pendingSignIns.userId, user.id));
		expect(waiting).toMatchObject({ method: 'passkey', amr: 'swk user mfa', passkeyId });
		expect((await browser.post('/account-closed?/reopen')).status).toBe(303);
		expect(await sessionsOf(user.id)).toMatchObject([{ method: 'passkey', passkeyId }]);
	});

	test('needs no limit on passwords, nor does a password need its limits', async () => {
		const { user, authenticator } = await personWithPasskey({}, PASSWORD);
		const browser = openBrowser();
		for (let i = 0; i < 10; i++) await takeLimits([['sign-in-account', user.email]]);
		for (let i = 0; i < 100; i++) await takeLimits([['sign-in-client', browser.address]]);
		expect((await signIn(browser, user.email, PASSWORD)).status).toBe(429);
		expect((await signInByPasskey(authenticator, browser)).response.status).toBe(303);

		const other = openBrowser();
		const { email } = await createUser({ email: newAddress(), password: PASSWORD });
		for (let i = 0; i < 100; i++) await takeLimits([['passkey-client', other.address]]);
		expect((await signIn(other, email, PASSWORD)).status).toBe(303);
	});

	test('is refused with a sentence past sixty sign-ins of its account in 15 minutes', async () => {
		const { user, authenticator } = await personWithPasskey();
		for (let i = 0; i < 59; i++) await takeLimits([['passkey-uses', user.id]]);
		expect((await signInByPasskey(authenticator)).response.status).toBe(303);
		const { response } = await signInByPasskey(authenticator);
		expect([response.status, response.headers.has('retry-after')]).toEqual([429, true]);
		expect(await sessionsOf(user.id)).toHaveLength(1);
	});
});

test('what proved it is said in the mail on a new browser, and on /confirm', async () => {
	const { user, authenticator } = await personWithPasskey();
	const { browser } = await signInByPasskey(authenticator);
	const { name } = (await db.select().from(passkeys).where(eq(passkeys.userId, user.id)).get())!;
	expect((await lastMailTo(user.email)).text).toContain(`Signed in by passkey “${name}”`);
	expect(await (await browser.get('/confirm')).text()).toContain('Signed in by passkey');

	const { email } = await createUser({ email: newAddress(), password: PASSWORD });
	const typed = openBrowser();
	expect((await signIn(typed, email, PASSWORD)).status).toBe(303);
	expect((await lastMailTo(email)).text).toContain('Signed in by password');
	expect(await (await typed.get('/confirm')).text()).toContain('Signed in by password');
});

describe('a challenge', () => {
	test('of each of several tabs is good, whatever is loaded meanwhile', async () => {
		const { user, authenticator } = await personWithPasskey();
		const browser = openBrowser();
		const tabs = [];
		for (let tab = 0; tab < 3; tab++) tabs.push(await askedBy(browser));
		await browser.get('/sign-in/__data.json');
		for (const asked of tabs) {
			browser.jar.delete('session');
			expect((await post(browser, authenticator.get(asked))).status).toBe(303);
		}
		expect(await sessionsOf(user.id)).toHaveLength(3);
	});

	test('is good for an hour, and a page that was refused asks anew', async () => {
		const { authenticator } = await personWithPasskey();
		const browser = openBrowser();
		const [first, second, third] = [
			await askedBy(browser),
			await askedBy(browser),
			await askedBy(browser)
		];
		vi.useFakeTimers({ toFake: ['Date'] });
		vi.setSystemTime(Date.now() + 20 * MINUTE);
		expect((await post(browser, authenticator.get(first))).status).toBe(303);
		browser.jar.delete('session');
		vi.setSystemTime(Date.now() + 39 * MINUTE);
		expect((await post(browser, authenticator.get(second))).status).toBe(303);
		browser.jar.delete('session');
		vi.setSystemTime(Date.now() + 2 * MINUTE);
		const late = await post(browser, authenticator.get(third));
		expect(late.status).toBe(400);
		const page = await late.text();
		expect(page).toContain(EXPIRED);
		const challenge = /challenge:"([\w-]+)"/.exec(page)?.[1] ?? '';
		expect((await post(browser, authenticator.get({ challenge }))).status).toBe(303);
	});

	test('is good once: sent again, from there or with its cookie elsewhere, it opens nothing', async () => {
		const { user, authenticator, passkeyId } = await personWithPasskey();
		const { browser, credential } = await signInByPasskey(authenticator);
		const before = await passkeyState(passkeyId);
		browser.jar.delete('session');
		const again = await post(browser, credential);
		expect([again.status, (await again.text()).includes(EXPIRED)]).toEqual([400, true]);
		expect(browser.jar.get('session')).toBeUndefined();
		expect(await passkeyState(passkeyId)).toEqual(before);
		expect(await sessionsOf(user.id)).toHaveLength(1);
	});

	test('of fifty answers at once, one begins a session', async () => {
		for (const isBound of [false, true]) {
			const { user, authenticator } = await personWithPasskey({ isBound });
			const browser = openBrowser();
			const credential = authenticator.get(await askedBy(browser));
			const cookie = browser.jar.header();
			const statuses = await Promise.all(
				Array.from({ length: 50 }, async () => {
					const body = new URLSearchParams({ credential, redirectTo: '/' });
					const headers = { cookie };
					return (await openBrowser().send('/sign-in?/passkey', { method: 'POST', body, headers }))
						.status;
				})
			);
			expect(statuses.filter((status) => status === 303)).toHaveLength(1);
			expect(statuses.filter((status) => status === 400)).toHaveLength(49);
			expect(await sessionsOf(user.id)).toHaveLength(1);
			expect(await eventsOf(user.id)).toEqual(['signed-in passkey']);
		}
	});

	test('is not used up by what is refused', async () => {
		const { authenticator } = await personWithPasskey();
		const browser = openBrowser();
		const asked = await askedBy(browser);
		const forged = authenticator.get(asked, { signature: (bytes) => bytes.fill(0, 10) });
		expect((await post(browser, forged)).status).toBe(400);
		const stranger = createAuthenticator().get(asked);
		expect((await post(browser, stranger)).status).toBe(400);
		expect((await post(browser, authenticator.get(asked))).status).toBe(303);
	});
});

describe('a counter', () => {
	const event = 'passkey-refused Passkey';

	test('that goes back on a passkey bound to one device is refused, recorded and told, once', async () => {
		const { user, authenticator, passkeyId } = await personWithPasskey({ isBound: true });
		authenticator.counter = 6;
		await signInByPasskey(authenticator);
		const before = await passkeyState(passkeyId);
		const browser = openBrowser();
		const asked = await askedBy(browser);
		for (const counter of [7, 6, 0]) {
			const credential = authenticator.get(asked, { counter });
			const response = await post(browser, credential);
			expect([response.status, (await response.text()).includes(COPIED)]).toEqual([400, true]);
		}
		expect((await passkeyState(passkeyId)).passkey).toEqual(before.passkey);
		expect(await eventsOf(user.id)).toEqual(['signed-in passkey', event]);
		const subjects = (await mailsTo(user.email)).map(({ subject }) => subject);
		expect(subjects).toContain(`A passkey of your ${siteName} account was refused`);
		expect(subjects).toHaveLength(2);
		expect(await sessionsOf(user.id)).toHaveLength(1);
		// The owner's other passkey answers to the same page.
		const other = await givePasskey(user);
		expect((await post(browser, other.authenticator.get(asked))).status).toBe(303);
	});

	test('in a forged answer alarms nobody', async () => {
		const { user, authenticator } = await personWithPasskey({ isBound: true });
		authenticator.counter = 6;
		await signInByPasskey(authenticator);
		const browser = openBrowser();
		const lies = { counter: 1, signature: (bytes: Buffer) => bytes.fill(0, 10) };
		const response = await post(browser, authenticator.get(await askedBy(browser), lies));
		expect((await response.text()).includes(INVALID)).toBe(true);
		expect(await eventsOf(user.id)).toEqual(['signed-in passkey']);
	});

	test('that falls on a synced passkey is noted, and signs in', async () => {
		const { user, authenticator, passkeyId } = await personWithPasskey();
		authenticator.counter = 9;
		await signInByPasskey(authenticator);
		const lines = listen();
		for (const counter of [4, 4, 0]) {
			authenticator.counter = counter;
			expect((await signInByPasskey(authenticator)).response.status).toBe(303);
			expect((await passkeyOf(passkeyId)).counter).toBe(counter);
		}
		const noted = lines.filter((line) => line.event === 'passkey-counter-fell');
		expect(noted).toMatchObject(Array(3).fill({ userId: user.id }));
		expect(await eventsOf(user.id)).toEqual(Array(4).fill('signed-in passkey'));
	});

	test('that is always 0 is fine', async () => {
		const { user, authenticator } = await personWithPasskey({ isBound: true });
		for (let i = 0; i < 2; i++) {
			const browser = openBrowser();
			const credential = authenticator.get(await askedBy(browser), { counter: 0 });
			expect((await post(browser, credential)).status).toBe(303);
		}
		expect(await sessionsOf(user.id)).toHaveLength(2);
	});

	test('that two answers share lets one of them in', async () => {
		const { user, authenticator } = await personWithPasskey({ isBound: true });
		const browsers = [openBrowser(), openBrowser(), openBrowser()];
		const credentials: string[] = [];
		for (const browser of browsers) {
			credentials.push(authenticator.get(await askedBy(browser), { counter: 5 }));
		}
		const statuses = await Promise.all(
			browsers.map(async (browser, at) => (await post(browser, credentials[at]!)).status)
		);
		expect(statuses.filter((status) => status === 303)).toHaveLength(1);
		expect(await sessionsOf(user.id)).toHaveLength(1);
	});

	test('is judged by what the passkey was, not by what a copy says of itself', async () => {
		const { user, authenticator } = await personWithPasskey({ isBound: true });
		authenticator.counter = 6;
		await signInByPasskey(authenticator);
		const browser = openBrowser();
		const lies = { counter: 2, flags: { be: true, bs: true } };
		const response = await post(browser, authenticator.get(await askedBy(browser), lies));
		expect(response.status).toBe(400);
		expect(await eventsOf(user.id)).toContain(event);
	});
});

type Lies = NonNullable<Parameters<ReturnType<typeof createAuthenticator>['get']>[1]>;
type Json = Parameters<NonNullable<Lies['json']>>[0];
const inResponse = (fields: object): Lies => ({
	json: ({ response }: Json) => Object.assign(response, fields)
});
const inJson = (fields: object): Lies => ({ json: (json: Json) => Object.assign(json, fields) });

const lies: [what: string, lies: Lies][] = [
	['a forged signature', { signature: (bytes) => bytes.fill(7, 12) }],
	['no signature', { signature: () => Buffer.alloc(0) }],
	['an owner who was not verified', { flags: { uv: false } }],
	['an owner who was not there', { flags: { up: false, uv: true } }],
	['a backup of what cannot be backed up', { flags: { be: false, bs: true } }],
	['a frame of another site', { clientData: { crossOrigin: true } }],
	[
		'a frame of a named site',
		{ clientData: { crossOrigin: true, topOrigin: 'https://evil.example' } }
	],
	['a top site alone', { clientData: { topOrigin: 'https://evil.example' } }],
	['a frame that is no boolean', { clientData: { crossOrigin: 'false' } }],
	['another origin', { clientData: { origin: 'https://evil.example' } }],
	['this host at another port', { clientData: { origin: 'http://localhost:3001' } }],
	['no origin', { clientData: { origin: undefined } }],
	['another site', { rpId: 'evil.example' }],
	['what a new passkey says', { clientData: { type: 'webauthn.create' } }],
	['another challenge', { clientData: { challenge: Buffer.alloc(57, 1).toString('base64url') } }],
	['a challenge that is no text', { clientData: { challenge: 7 } }],
	['client data that is no JSON', { clientDataBytes: (bytes) => bytes.subarray(1) }],
	['data that is cut', { authData: (bytes) => bytes.subarray(0, 36) }],
	['data with bytes behind', { authData: (bytes) => Buffer.concat([bytes, Buffer.from([1])]) }],
	['extensions that are not there', { flags: { ed: true } }],
	[
		'the handle of somebody else',
		inResponse({ userHandle: Buffer.alloc(64, 1).toString('base64url') })
	],
	['a handle that is no text', inResponse({ userHandle: 5 })],
	['a signature that is no text', inResponse({ signature: { length: 70 } })],
	['data that is not base64url', inResponse({ authenticatorData: '+/==' })],
	['no data', inResponse({ authenticatorData: undefined })],
	['two ids', inJson({ rawId: 'AAAA' })],
	['another type', inJson({ type: 'password' })],
	['no answer', inJson({ response: null })]
];

describe('refused with one sentence and one line, and nothing changes, is', () => {
	test.each(lies)('%s', async (_, lie) => {
		const { user, authenticator, passkeyId } = await personWithPasskey();
		const browser = openBrowser();
		const credential = authenticator.get(await askedBy(browser), lie);
		const before = await passkeyState(passkeyId);
		const lines = listen();
		const response = await post(browser, credential, '/settings/security');
		const page = await response.text();
		expect([response.status, page.includes(INVALID)]).toEqual([400, true]);
		expect(page).toContain('value="/settings/security"');
		expect(page.includes('clientDataJSON')).toBe(false);
		expect(lines).toMatchObject([
			{ event: 'sign-in-failed', method: 'passkey', reason: 'invalid' }
		]);
		expect(await passkeyState(passkeyId)).toEqual(before);
		expect(await sessionsOf(user.id)).toEqual([]);
		expect(await eventsOf(user.id)).toEqual([]);
	});

	test('what is no credential at all', async () => {
		const browser = openBrowser();
		for (const credential of ['{}', '[]', 'null', '7', '"x"', '{', 'x', '{"id":{}}', '\0']) {
			const response = await post(browser, credential);
			expect([response.status, (await response.text()).includes(INVALID)]).toEqual([400, true]);
		}
		expect((await post(browser, '')).status).toBe(400);
		const long = await post(browser, 'x'.repeat(200_000));
		expect([long.status, (await long.text()).includes(INVALID)]).toEqual([400, true]);
		expect((await post(browser, 'x'.repeat(600_000))).status).toBe(413);
	});

	test('the challenge of another browser, or of one that keeps no cookies', async () => {
		const { user, authenticator } = await personWithPasskey();
		const [asking, other, without] = [openBrowser(), openBrowser(), openBrowser()];
		await askedBy(other);
		const credential = authenticator.get(await askedBy(asking));
		for (const browser of [other, without]) {
			const response = await post(browser, credential);
			expect([response.status, (await response.text()).includes(INVALID)]).toEqual([400, true]);
		}
		expect(await sessionsOf(user.id)).toEqual([]);
		expect((await post(asking, credential)).status).toBe(303);
	});

	test('what was asked for to confirm, or to add one', async () => {
		const { user, authenticator } = await personWithPasskey();
		const browser = openBrowser();
		await askedBy(browser);
		const session = await openSession(user.id, browser);
		const toConfirm = await askedBy(browser, '/confirm');
		const settings = await (await browser.get('/settings/security')).text();
		const toAdd = { challenge: /challenge:"([\w-]+)"/.exec(settings)![1]! };
		browser.jar.delete('session');
		for (const asked of [toConfirm, toAdd]) {
			const response = await post(browser, authenticator.get(asked));
			expect([response.status, (await response.text()).includes(INVALID)]).toEqual([400, true]);
		}
		expect(await sessionsOf(user.id)).toMatchObject([{ id: hashToken(session) }]);
		expect((await post(browser, authenticator.get(await askedBy(browser)))).status).toBe(303);
	});

	test("the passkey of another account under one's own key", async () => {
		const owner = await personWithPasskey();
		const thief = createAuthenticator();
		const browser = openBrowser();
		const { id } = owner.authenticator;
		const credential = thief.get(await askedBy(browser), inJson({ id, rawId: id }));
		const response = await post(browser, credential);
		expect([response.status, (await response.text()).includes(INVALID)]).toEqual([400, true]);
		expect(await sessionsOf(owner.user.id)).toEqual([]);
	});

	test('the hundred and first from one address, and no other', async () => {
		const { authenticator } = await personWithPasskey();
		const browser = openBrowser();
		for (let i = 0; i < 98; i++) await takeLimits([['passkey-client', browser.address]]);
		expect((await post(browser, '{}')).status).toBe(400);
		expect((await post(browser, '{}')).status).toBe(400);
		expect((await post(browser, '{}')).status).toBe(429);
		const other = openBrowser();
		expect((await signInByPasskey(authenticator, other)).response.status).toBe(303);
	});
});

describe('a browser is told to forget a passkey', () => {
	const said = (page: string) => /unknownCredential:"([\w-]+)"/.exec(page)?.[1];

	test('that no account has', async () => {
		const { authenticator, passkeyId } = await personWithPasskey();
		await db.delete(passkeys).where(eq(passkeys.id, passkeyId));
		const { response } = await signInByPasskey(authenticator);
		const page = await response.text();
		expect([response.status, page.includes(UNKNOWN)]).toEqual([400, true]);
		expect(said(page)).toBe(authenticator.id);
	});

	test('but not after a bad signature, too late, past a limit, or of an account that goes', async () => {
		const { user, authenticator, passkeyId } = await personWithPasskey();
		const browser = openBrowser();
		const asked = await askedBy(browser);
		const forged = authenticator.get(asked, { signature: (bytes) => bytes.fill(7, 12) });
		expect(said(await (await post(browser, forged)).text())).toBeUndefined();
		await db.update(users).set({ erasingAt: new Date() }).where(eq(users.id, user.id));
		expect(said(await (await post(browser, authenticator.get(asked))).text())).toBeUndefined();
		await db.delete(passkeys).where(eq(passkeys.id, passkeyId));
		for (let i = 0; i < 98; i++) await takeLimits([['passkey-client', browser.address]]);
		const limited = await post(browser, authenticator.get(asked));
		expect([limited.status, said(await limited.text())]).toEqual([429, undefined]);
		vi.useFakeTimers({ toFake: ['Date'] });
		vi.setSystemTime(Date.now() + 61 * MINUTE);
		const late = await post(browser, authenticator.get(asked));
		expect([late.status, said(await late.text())]).toEqual([400, undefined]);
		const elsewhere = openBrowser();
		expect(said(await (await post(elsewhere, authenticator.get(asked))).text())).toBeUndefined();
	});
});
