import { hash } from '@node-rs/argon2';
import { and, eq } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { mailsTo } from '$tests/mails';
import {
	isSignedIn,
	newAddress,
	OTHER_PASSWORD,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';
import { givePasskey } from '$tests/passkeys';
import { addApp } from '$tests/second-factor';
import { passwords } from '../../models/z.password';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';
import * as hashing from '../password/password-hash';
import { interrupt } from '../session/meanwhile.fixture';
import { signInWithPassword } from './sign-in-with-password';

const mismatch = "That address and password don't match";
const someone = () => createUser({ email: newAddress(), password: PASSWORD });
const client = { address: '203.0.113.9', userAgent: 'Test/1.0' };

const eventsOf = (userId: string, type: 'signed-in' | 'sign-in-failed') =>
	db.$count(securityEvents, and(eq(securityEvents.userId, userId), eq(securityEvents.type, type)));

describe('a sign-in', () => {
	test('with the right password begins a session and goes where the person wanted', async () => {
		const user = await someone();
		const browser = openBrowser();
		const response = await signIn(browser, user.email, PASSWORD, '/settings/security');
		expect(response.status).toBe(303);
		expect(response.headers.get('location')).toBe('/settings/security');
		expect(await isSignedIn(browser)).toBe(true);
		expect(await eventsOf(user.id, 'signed-in')).toBe(1);
	});

	test('takes the address in any case, with spaces around it', async () => {
		const user = await someone();
		const response = await signIn(openBrowser(), `  ${user.email.toUpperCase()} `, PASSWORD);
		expect(response.status).toBe(303);
	});

	test('takes a password in whatever way Unicode writes it', async () => {
		const user = await createUser({
			email: newAddress(),
			password: 'Brücke café über'.normalize('NFC')
		});
		const decomposed = 'Brücke café über'.normalize('NFD');
		expect((await signIn(openBrowser(), user.email, decomposed)).status).toBe(303);
	});

	test('gives a new token each time, and the old session stays as it is', async () => {
		const user = await someone();
		const [first, second] = [openBrowser(), openBrowser()];
		await signIn(first, user.email, PASSWORD);
		await signIn(second, user.email, PASSWORD);
		expect(first.jar.get('session')).not.toBe(second.jar.get('session'));
		expect(await isSignedIn(first)).toBe(true);
		expect(await db.$count(sessions, eq(sessions.userId, user.id))).toBe(2);
	});

	test('never takes a token that the browser brought along', async () => {
		const user = await someone();
		const browser = openBrowser();
		const planted = 'A'.repeat(43);
		browser.jar.set('session', planted);
		await signIn(browser, user.email, PASSWORD);
		expect(browser.jar.get('session')).not.toBe(planted);
		const stranger = openBrowser();
		stranger.jar.set('session', planted);
		expect(await isSignedIn(stranger)).toBe(false);
	});
});

test.each([
	['in other case', (password: string) => password.toUpperCase()],
	['with a blank behind it', (password: string) => `${password} `],
	['cut by a letter', (password: string) => password.slice(0, -1)],
	['gone on with', (password: string) => `${password}x`]
])('the password opens nothing %s', async (_name, change) => {
	const { email } = await someone();
	expect((await signIn(openBrowser(), email, change(PASSWORD))).status).toBe(400);
});

describe('a failed sign-in', () => {
	test('says the same for a wrong, an over-long and an unknown one, and types the address again', async () => {
		const user = await someone();
		const passwordless = await createUser({ email: newAddress() });
		const attempts = [
			[user.email, 'not the password'],
			[user.email, PASSWORD.toUpperCase()],
			[user.email, `${PASSWORD} `],
			[user.email, 'x'.repeat(257)],
			[user.email, PASSWORD + '\0'],
			[newAddress(), PASSWORD],
			[newAddress(), 'x'.repeat(300_000)],
			[passwordless.email, PASSWORD]
		] as const;
		for (const [email, password] of attempts) {
			const browser = openBrowser();
			const response = await signIn(browser, email, password);
			const page = await response.text();
			expect(response.status).toBe(400);
			const has = [mismatch, email, password].map((text) => page.includes(text));
			expect(has).toEqual([true, true, false]);
			// Which opens nothing: challenges are bound to it.
			expect(browser.jar.names()).toEqual(['passkey']);
		}
	});

	test('is in the record of the account', async () => {
		const user = await someone();
		await signIn(openBrowser(), user.email, 'not the password');
		await vi.waitFor(async () => expect(await eventsOf(user.id, 'sign-in-failed')).toBe(1), 10_000);
	});

	test.each([
		['a known address', true, 'not the password'],
		['an unknown address', false, PASSWORD],
		['a password over 256', true, 'x'.repeat(257)]
	])('costs one verification, no more and no less: %s', async (_name, known, password) => {
		const email = known ? (await someone()).email : newAddress();
		const verify = vi.spyOn(hashing, 'verifyPassword');
		expect(await signInWithPassword({ email, password, known: null, client })).toBeNull();
		expect(verify).toHaveBeenCalledTimes(1);
	});

	test('without address or password tells which, at the field', async () => {
		const response = await openBrowser().enhance('/sign-in?/password', { email: 'nobody' });
		expect(response).toMatchObject({ type: 'failure', status: 400 });
		expect(response.data).toContain('"email"');
		expect(response.data).toContain('"password"');
	});
});

describe('the hash', () => {
	const stored = async (userId: string) =>
		(await db.select().from(passwords).where(eq(passwords.userId, userId)))[0]!.hash;

	async function withOldHash() {
		const user = await createUser({ email: newAddress() });
		const old = await hash(PASSWORD, { memoryCost: 4_096, timeCost: 1, parallelism: 1 });
		await db.insert(passwords).values({ userId: user.id, hash: old });
		return { ...user, old };
	}

	test('is argon2id with 19 MiB, two passes, one lane', async () => {
		expect(await hashing.hashPassword(PASSWORD)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
	});

	test('of an older cost is made again at the next sign-in', async () => {
		const { id, email, old } = await withOldHash();
		expect((await signIn(openBrowser(), email, 'not the password')).status).toBe(400);
		expect(await stored(id)).toBe(old);
		expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
		expect(await stored(id)).toMatch(/m=19456,t=2,p=1/);
		expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
	});

	test('of an older cost never comes back over a password set meanwhile', async () => {
		const { id, email } = await withOldHash();
		const fresh = await hashing.hashPassword(OTHER_PASSWORD);
		const real = hashing.hashPassword;
		vi.spyOn(hashing, 'hashPassword').mockImplementation(async (password) => {
			await db.update(passwords).set({ hash: fresh }).where(eq(passwords.userId, id));
			return real(password);
		});
		await signInWithPassword({ email, password: PASSWORD, known: null, client });
		expect(await stored(id)).toBe(fresh);
	});

	test('that is replaced while the old password is being checked lets nobody in', async () => {
		const user = await someone();
		const real = hashing.verifyPassword;
		vi.spyOn(hashing, 'verifyPassword').mockImplementation(async (...input) => {
			const fits = await real(...input);
			const changed = await hashing.hashPassword(OTHER_PASSWORD);
			await db.update(passwords).set({ hash: changed }).where(eq(passwords.userId, user.id));
			return fits;
		});
		const input = { email: user.email, password: PASSWORD, known: null, client };
		expect(await signInWithPassword(input)).toBeNull();
		expect(await db.$count(sessions, eq(sessions.userId, user.id))).toBe(0);
	});
});

describe('while the password is being checked', () => {
	const meanwhile = (act: () => Promise<unknown>) =>
		interrupt<'verifyPassword', [string | null, string], boolean>(
			hashing,
			'verifyPassword',
			async () => void (await act())
		);
	const now = new Date();
	type Values = Partial<typeof users.$inferInsert>;
	const changing = (values: Values) => (userId: string) =>
		db.update(users).set(values).where(eq(users.id, userId));

	test.each<[what: string, kind: string | null, change: (userId: string) => Promise<unknown>]>([
		['nothing happens', 'session', async () => undefined],
		[
			'the last mail on a new browser was long ago',
			'session',
			changing({ newBrowserMailAt: new Date(1) })
		],
		['an app is set up', 'second-factor', (userId) => addApp(userId)],
		['it is closed', 'closed', changing({ closedAt: now })],
		['it is suspended', 'suspended', changing({ suspendedAt: now })],
		['it begins to be erased', null, changing({ erasingAt: now })],
		['it goes', null, (userId) => db.delete(users).where(eq(users.id, userId))]
	])('the account as it is then decides: %s', async (_what, kind, change) => {
		const { id, email } = await someone();
		meanwhile(() => change(id));
		const outcome = await signInWithPassword({ email, password: PASSWORD, known: null, client });
		expect(outcome?.kind ?? null).toBe(kind);
		expect(await db.$count(sessions, eq(sessions.userId, id))).toBe(kind === 'session' ? 1 : 0);
	});

	test.each<[what: string, before: Values, given: Values, passkey: 'before' | 'meanwhile']>([
		['its owner asks for a second step', {}, { asksSecondStep: true }, 'before'],
		['it has to have a second step', {}, { factorRequiredAt: now }, 'before'],
		['a passkey is added for a second step', { asksSecondStep: true }, {}, 'meanwhile']
	])('nor is a second step passed by: %s', async (_what, before, given, passkey) => {
		const user = await someone();
		await changing({ ...before, updatedAt: now })(user.id);
		if (passkey === 'before') await givePasskey(user);
		meanwhile(async () => {
			if (passkey === 'meanwhile') await givePasskey(user);
			await changing({ ...given, updatedAt: now })(user.id);
		});
		const input = { email: user.email, password: PASSWORD, known: null, client };
		expect(await signInWithPassword(input)).toMatchObject({ kind: 'second-factor' });
	});

	test('its mail goes to the address that it has then', async () => {
		const { id, email } = await someone();
		const moved = newAddress();
		meanwhile(() => changing({ email: moved })(id));
		await signInWithPassword({ email, password: PASSWORD, known: null, client });
		expect([await mailsTo(email), await mailsTo(moved)]).toMatchObject([[], [{ to: moved }]]);
	});

	test('one that changes each time is answered with a 503', async () => {
		const { id, email } = await someone();
		const transaction = db.transaction.bind(db);
		let looks = 0;
		vi.spyOn(db, 'transaction').mockImplementation(async (work, config) => {
			await changing({ newBrowserMailAt: new Date((looks += 1)) })(id);
			return transaction(work, config);
		});
		const refused = signInWithPassword({ email, password: PASSWORD, known: null, client });
		await expect(refused).rejects.toMatchObject({ status: 503 });
		expect(looks).toBe(5);
		expect(await db.$count(sessions, eq(sessions.userId, id))).toBe(0);
	});

	test('a browser may be known no longer', async () => {
		const { id, email } = await someone();
		const browser = openBrowser();
		await signIn(browser, email, PASSWORD);
		browser.jar.delete('session');
		const disown = changing({ knownSince: new Date(Date.now() + 1_000) });
		meanwhile(() => disown(id));
		expect((await signIn(browser, email, PASSWORD)).status).toBe(303);
		const isNew = and(eq(securityEvents.userId, id), eq(securityEvents.newBrowser, true));
		expect(await db.$count(securityEvents, isNew)).toBe(2);
	});
});

describe('somebody who is signed in', () => {
	test.each(['/sign-in', '/sign-up'])('is sent on from %s', async (page) => {
		const { browser } = await signedInPerson();
		const home = await browser.get(page);
		expect([home.status, home.headers.get('location')]).toEqual([303, '/']);
		const there = await browser.get(`${page}?redirectTo=%2Fsettings%2Fprofile`);
		expect(there.headers.get('location')).toBe('/settings/profile');
		const elsewhere = await browser.get(`${page}?redirectTo=%2F%2Fevil.example`);
		expect(elsewhere.headers.get('location')).toBe('/');
	});
});
