import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { m } from '@/paraglide/messages';
import { db } from '@/server/db/client';
import { TryLaterError } from '@/server/request-errors';
import { siteName } from '@/site';
import { takeLimits } from '$modules/limits/api/take-limits';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { mailAbout, mailsTo } from '$tests/mails';
import {
	isSignedIn,
	newAddress,
	openSession,
	OTHER_PASSWORD,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';
import { endAccess } from '../session/end-access';
import { passwords } from '../../models/z.password';
import { sessions } from '../../models/z.session';
import * as hashing from './password-hash';

const MINUTE = 60 * 1000;
const here = '/settings/security';

const change = (browser: Browser, currentPassword: string, newPassword = OTHER_PASSWORD) =>
	browser.post(`${here}?/changePassword`, { currentPassword, newPassword });
const set = (browser: Browser, newPassword = OTHER_PASSWORD) =>
	browser.post(`${here}?/setPassword`, { newPassword });
const eventsOf = async (userId: string) =>
	(await db.select().from(securityEvents).where(eq(securityEvents.userId, userId))).map(
		({ type }) => type
	);
const hashOf = async (userId: string) =>
	(await db.select().from(passwords).where(eq(passwords.userId, userId)))[0]?.hash;

async function withoutPassword({ now = new Date() } = {}) {
	const user = await createUser({ email: newAddress() });
	const browser = openBrowser();
	await openSession(user.id, browser, now);
	return { user, browser };
}

afterEach(() => void vi.useRealTimers());

describe('changing the password', () => {
	test('sets the new one, renews this session, ends the others and tells the owner', async () => {
		const { user, browser, token } = await signedInPerson();
		const other = openBrowser();
		await openSession(user.id, other);
		const response = await change(browser, PASSWORD);
		expect([response.status, response.headers.get('location')]).toEqual([303, here]);

		expect(await isSignedIn(browser)).toBe(true);
		expect(browser.jar.get('session')).not.toBe(token);
		expect(await isSignedIn(other)).toBe(false);
		const stolen = openBrowser();
		stolen.jar.set('session', token);
		expect(await isSignedIn(stolen)).toBe(false);
		expect((await signIn(openBrowser(), user.email, PASSWORD)).status).toBe(400);
		expect((await signIn(openBrowser(), user.email, OTHER_PASSWORD)).status).toBe(303);
		const mail = await mailAbout(user.email, 'password was changed');
		expect(mail.text).toContain('http://localhost:3000/not-me?token=');
		expect(await eventsOf(user.id)).toContain('password-changed');
	});

	test('with a wrong current one changes nothing', async () => {
		const { user, browser, token } = await signedInPerson();
		const before = await hashOf(user.id);
		const response = await change(browser, 'not the password');
		expect(response.status).toBe(400);
		expect(await hashOf(user.id)).toBe(before);
		expect(browser.jar.get('session')).toBe(token);
		expect(await mailsTo(user.email)).toEqual([]);
	});

	test('says what is wrong with the new one beside a wrong current one', async () => {
		const { browser } = await signedInPerson();
		const page = await (await change(browser, 'not the password', 'short')).text();
		expect(page).toContain('That is not your current password.');
		expect(page).toContain('Use at least 12 characters.');
	});

	test('needs both, and shows neither again', async () => {
		const { browser } = await signedInPerson();
		expect((await change(browser, '', OTHER_PASSWORD)).status).toBe(400);
		expect((await change(browser, PASSWORD, '')).status).toBe(400);
		const page = await (await change(browser, 'not the password')).text();
		expect(page.includes('not the password')).toBe(false);
		expect(page.includes(OTHER_PASSWORD)).toBe(false);
	});

	test.each(['short', 'password1234', 'x'.repeat(257), `${siteName}12`])(
		'to one that will not do is refused: %.20s',
		async (newPassword) => {
			const { user, browser } = await signedInPerson();
			expect((await change(browser, PASSWORD, newPassword)).status).toBe(400);
			expect((await signIn(openBrowser(), user.email, PASSWORD)).status).toBe(303);
		}
	);

	test('knows the display name as a context word', async () => {
		const { user, browser } = await signedInPerson();
		await browser.post('/settings/profile?/update', { displayName: 'Ottilie Kaltenbrunner' });
		expect((await change(browser, PASSWORD, 'kaltenbrunner17')).status).toBe(400);
		expect(await hashOf(user.id)).toBeDefined();
	});

	test('bears ten wrong ones in 15 minutes, together with /confirm', async () => {
		const { user, browser } = await signedInPerson();
		const statuses = [];
		for (let i = 0; i < 5; i++) statuses.push((await change(browser, 'wrong')).status);
		for (let i = 0; i < 5; i++) {
			statuses.push((await browser.post('/confirm?/password', { password: 'wrong' })).status);
		}
		expect(statuses).toEqual(Array(10).fill(400));
		const refused = await change(browser, PASSWORD);
		expect(refused.status).toBe(429);
		expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(14 * 60);
		// Signing in is another matter.
		expect((await signIn(openBrowser(), user.email, PASSWORD)).status).toBe(303);
	});

	test('gives the try back when the current one was right', async () => {
		const { browser } = await signedInPerson();
		for (let i = 0; i < 12; i++) {
			expect((await change(browser, PASSWORD, 'short')).status).toBe(400);
		}
	});

	test('does nothing when the session has ended meanwhile', async () => {
		const { user, browser } = await signedInPerson();
		const before = await hashOf(user.id);
		const real = hashing.hashPassword;
		vi.spyOn(hashing, 'hashPassword').mockImplementation(async (password) => {
			await endAccess({ userId: user.id }, db);
			return real(password);
		});
		const response = await change(browser, PASSWORD);
		expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
		expect(await hashOf(user.id)).toBe(before);
		expect(await mailsTo(user.email)).toEqual([]);
	});

	test('is nothing for an account without one', async () => {
		const { browser, user } = await withoutPassword();
		expect((await change(browser, '')).status).toBe(400);
		expect((await change(browser, PASSWORD)).status).toBe(400);
		expect(await hashOf(user.id)).toBeUndefined();
	});
});

describe('one account', () => {
	test('gets ten new passwords an hour: 60 changes send 10 mails, and past them nothing is hashed', async () => {
		const { user, browser } = await signedInPerson();
		const verify = vi.spyOn(hashing, 'verifyPassword');
		let current = PASSWORD;
		const responses = [];
		for (let i = 0; i < 60; i++) {
			const next = `marble tunnel ${i} fern`;
			const response = await change(browser, current, next);
			if (response.status === 303) current = next;
			responses.push(response);
		}
		const statuses = responses.map(({ status }) => status);
		expect(statuses).toEqual([...Array(10).fill(303), ...Array(50).fill(429)]);
		expect(verify).toHaveBeenCalledTimes(10);
		expect(await mailsTo(user.email)).toHaveLength(10);

		const refused = responses.at(-1)!;
		expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan((50 * MINUTE) / 1000);
		expect(await refused.text()).toContain('too many tries');
		expect((await signIn(openBrowser(), user.email, current)).status).toBe(303);
	});

	test('does not lose one to what changes nothing, or could not be done', async () => {
		const { user, browser } = await signedInPerson();
		for (let i = 0; i < 9; i++) await takeLimits([['password-changes', user.id]]);
		expect((await change(browser, 'not the password')).status).toBe(400);
		expect((await change(browser, PASSWORD, 'short')).status).toBe(400);
		vi.spyOn(hashing, 'hashPassword').mockRejectedValueOnce(new TryLaterError(503, 2, 'full'));
		expect((await change(browser, PASSWORD)).status).toBe(503);
		await vi.waitFor(
			async () => expect((await change(browser, PASSWORD)).status).toBe(303),
			10_000
		);
		expect((await change(browser, OTHER_PASSWORD, PASSWORD)).status).toBe(429);
	});

	test('counts a first password too', async () => {
		const { user, browser } = await withoutPassword();
		for (let i = 0; i < 10; i++) await takeLimits([['password-changes', user.id]]);
		expect((await set(browser)).status).toBe(429);
		expect(await hashOf(user.id)).toBeUndefined();
	});
});

describe('setting a first password', () => {
	test('works for an account without one, and page and mail tell its owner just that', async () => {
		const { browser, user } = await withoutPassword();
		const elsewhere = openBrowser();
		await openSession(user.id, elsewhere);
		expect((await set(browser)).status).toBe(303);
		const html = await (await browser.get(here)).text();
		expect(html).toContain(m.flash_password_set());
		expect(html).not.toContain(m.flash_password_changed());
		expect(await isSignedIn(elsewhere)).toBe(false);
		expect((await signIn(openBrowser(), user.email, OTHER_PASSWORD)).status).toBe(303);
		expect(await eventsOf(user.id)).toContain('password-set');
		const { text } = await mailAbout(user.email, m.mail_password_set_subject());
		expect(text).toContain('which had none, got a password. All other devices were signed');
		const changed = async () =>
			(await mailsTo(user.email)).some(({ subject }) => subject.includes('was changed'));
		expect(await changed()).toBe(false);
		// From then on there is one to change.
		await change(browser, OTHER_PASSWORD, PASSWORD);
		expect(await changed()).toBe(true);
	});

	test('needs a sign-in or confirmation of the last 15 minutes', async () => {
		const old = await withoutPassword({ now: new Date(Date.now() - 15 * MINUTE - 1_000) });
		const response = await set(old.browser);
		expect(response.headers.get('location')).toBe('/confirm?redirectTo=%2Fsettings%2Fsecurity');
		expect(await hashOf(old.user.id)).toBeUndefined();
		// Nobody types what could not be kept: the page asks for the confirmation first.
		const page = await (await old.browser.get(here)).text();
		expect(page).toContain('href="/confirm?redirectTo=%2Fsettings%2Fsecurity"');
		expect(page).not.toContain('name="newPassword"');
		const recent = await withoutPassword({ now: new Date(Date.now() - 14 * MINUTE) });
		expect(await (await recent.browser.get(here)).text()).toContain('name="newPassword"');
		expect((await set(recent.browser)).headers.get('location')).toBe(here);
	});

	test('is refused where there is one', async () => {
		const { browser, user } = await signedInPerson();
		const before = await hashOf(user.id);
		expect((await set(browser)).status).toBe(400);
		expect(await hashOf(user.id)).toBe(before);
	});

	test('happens once when it is asked for 20 times at once', async () => {
		const { user, browser } = await withoutPassword();
		const elsewhere = openBrowser();
		await openSession(user.id, elsewhere);
		const words = Array.from({ length: 20 }, (_, i) => `marble tunnel ${i} fern`);
		const responses = await Promise.all(
			words.map((word, i) => set(i % 2 ? browser : elsewhere, word))
		);
		const done = responses.filter((response) => response.headers.get('location') === here);
		expect(done).toHaveLength(1);
		const word = words[responses.indexOf(done[0]!)]!;
		expect((await signIn(openBrowser(), user.email, word)).status).toBe(303);
	});

	test('does not use the policy less than elsewhere', async () => {
		const { browser, user } = await withoutPassword();
		expect((await set(browser, 'password1234')).status).toBe(400);
		expect(await hashOf(user.id)).toBeUndefined();
	});
});

test('changing or setting a password leaves exactly one session', async () => {
	const { user, browser } = await signedInPerson();
	await openSession(user.id, openBrowser());
	await change(browser, PASSWORD);
	expect(await db.$count(sessions, eq(sessions.userId, user.id))).toBe(1);
});
