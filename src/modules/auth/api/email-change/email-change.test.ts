import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { m } from '@/paraglide/messages';
import { db } from '@/server/db/client';
import { siteName } from '@/site';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { codeIn, lastMailTo, mailAbout, mailsTo, tokenIn } from '$tests/mails';
import {
	beginSignUp,
	isSignedIn,
	newAddress,
	openSession,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';
import { users } from '../../models/z.user';
import { changeAddress, DAY, emailOf } from '../recovery/recovery.fixture';

afterEach(() => void vi.useRealTimers());

const ask = (browser: ReturnType<typeof openBrowser>, email: string, more = {}) =>
	browser.post('/settings/account?/changeEmail', { email, ...more });

test('a link to the new address changes it, renews the session and tells the old address', async () => {
	const { user, email, browser, token } = await signedInPerson();
	const next = newAddress();
	const asked = await ask(browser, next);
	expect([asked.status, asked.headers.get('location')]).toEqual([303, '/settings/account?sent']);
	expect(await emailOf(user.id)).toBe(email);

	const link = tokenIn(await mailAbout(next, 'Confirm your new'));
	const page = await browser.get(`/change-email?token=${link}`);
	expect(await page.text()).toContain(next);
	expect(page.headers.get('cache-control')).toBe('no-store');
	const done = await browser.post(`/change-email?token=${link}`, { token: link });
	expect([done.status, done.headers.get('location')]).toEqual([303, '/settings/account']);
	expect(await emailOf(user.id)).toBe(next);
	expect(browser.jar.get('session')).not.toBe(token);
	expect(await isSignedIn(browser)).toBe(true);
	expect((await mailAbout(email, 'address was changed')).text).toContain(next);
	expect((await signIn(openBrowser(), next, PASSWORD)).status).toBe(303);
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(400);
});

test('an address that is taken gets the same answer, and its owner a word without a link', async () => {
	const taken = await createUser({ email: newAddress() });
	const { browser } = await signedInPerson();
	const free = await ask(browser, newAddress());
	const same = await ask(browser, taken.email);
	expect([same.status, same.headers.get('location')]).toEqual([
		free.status,
		free.headers.get('location')
	]);
	const [mail, ...others] = await mailsTo(taken.email);
	expect(others).toEqual([]);
	expect(mail?.text).not.toContain('token=');
});

test('the own address and a wrong one are refused at the field', async () => {
	const { email, browser } = await signedInPerson();
	for (const wrong of [email, ` ${email.toUpperCase()} `, 'no address', '']) {
		expect((await ask(browser, wrong)).status).toBe(400);
	}
});

test('a stranger with the link changes nothing, signed in or out', async () => {
	const { user, email, browser } = await signedInPerson();
	const stranger = await signedInPerson();
	const next = newAddress();
	await ask(browser, next);
	const token = tokenIn(await mailAbout(next, 'Confirm your new'));

	const page = await stranger.browser.get(`/change-email?token=${token}`);
	expect(await page.text()).not.toContain(next);
	const post = await stranger.browser.post('/change-email', { token, userId: user.id });
	expect(post.status).toBe(400);
	const signedOut = await openBrowser().get(`/change-email?token=${token}`);
	expect(signedOut.headers.get('location')).toBe(
		`/sign-in?redirectTo=${encodeURIComponent(`/change-email?token=${token}`)}`
	);
	expect(await emailOf(user.id)).toBe(email);
	expect(await emailOf(stranger.user.id)).toBe(stranger.email);
});

test("strangers who ask for an address do not keep its owner's account from its link", async () => {
	const next = newAddress();
	const stranger = await signedInPerson();
	for (let i = 0; i < 6; i++) await ask(stranger.browser, next);
	const refused = await ask(stranger.browser, next);
	expect(refused.headers.get('location')).toBe('/settings/account?held');
	const told = await (await stranger.browser.get('/settings/account?held')).text();
	expect(told).toContain('No mail has gone out');
	expect(await mailsTo(next)).toHaveLength(5);

	const { browser, user } = await signedInPerson();
	await ask(browser, next);
	const token = tokenIn(await lastMailTo(next));
	expect((await browser.post(`/change-email?token=${token}`, { token })).status).toBe(303);
	expect(await emailOf(user.id)).toBe(next);
});

test('extra fields change nothing', async () => {
	const victim = await createUser({ email: newAddress() });
	const { user, browser } = await signedInPerson();
	const next = newAddress();
	const extra = { userId: victim.id, id: victim.id, role: 'admin', emailVerifiedAt: '0' };
	await ask(browser, next, extra);
	const token = tokenIn(await mailAbout(next, 'Confirm your new'));
	await browser.post('/change-email', { token, ...extra });
	expect(await emailOf(user.id)).toBe(next);
	expect(await emailOf(victim.id)).toBe(victim.email);
});

test('a link works for an hour, once, and looking does not use it up', async () => {
	const { user, email, browser } = await signedInPerson();
	await ask(browser, newAddress());
	const next = newAddress();
	await ask(browser, next);
	const token = tokenIn(await mailAbout(next, 'Confirm your new'));
	for (let looks = 0; looks < 3; looks += 1) await browser.get(`/change-email?token=${token}`);

	const start = Date.now();
	vi.setSystemTime(start + 61 * 60 * 1000);
	expect((await browser.post('/change-email', { token })).status).toBe(400);
	expect(await emailOf(user.id)).toBe(email);
	vi.setSystemTime(start + 59 * 60 * 1000);
	expect((await browser.post('/change-email', { token })).status).toBe(303);
	expect((await browser.post('/change-email', { token })).status).toBe(400);
});

test('of several accounts that ask for one address one gets it', async () => {
	const next = newAddress();
	const askers = await Promise.all(
		[1, 2, 3].map(async () => {
			const person = await signedInPerson();
			await ask(person.browser, next);
			const token = tokenIn(await lastMailTo(next));
			return { ...person, token };
		})
	);
	const answers = await Promise.all(
		askers.map(({ browser, token }) => browser.post('/change-email', { token }))
	);
	expect(answers.map(({ status }) => status).sort()).toEqual([303, 400, 400]);
	expect(await db.$count(users, eq(users.email, next))).toBe(1);
});

test('the old address is kept for seven days, from sign-ups and other accounts', async () => {
	const { email, browser } = await signedInPerson();
	await changeAddress(browser, newAddress());
	const about = async () =>
		(await mailsTo(email)).filter(({ subject }) => subject === 'This address is not free yet');

	await beginSignUp({ email });
	const [answer] = await about();
	expect(answer?.text).not.toContain('token=');
	const other = await signedInPerson();
	await ask(other.browser, email);
	expect(await about()).toHaveLength(2);

	vi.setSystemTime(Date.now() + 7 * DAY + 1000);
	const late = await beginSignUp({ email });
	const code = codeIn(await mailAbout(email, `is your ${siteName} code`));
	expect((await late.browser.post('/sign-up/verify', { code })).status).toBe(303);
});

test('a sign-up whose code went out before cannot take the old address either', async () => {
	const contested = newAddress();
	const begun = await beginSignUp({ email: contested });
	const code = codeIn(await lastMailTo(contested));
	const { browser } = await signedInPerson();
	await changeAddress(browser, contested);
	await changeAddress(browser, newAddress());

	expect((await begun.browser.post('/sign-up/verify', { code })).status).toBe(400);
	expect(await db.$count(users, eq(users.email, contested))).toBe(0);
});

test('owners take their old address back themselves', async () => {
	const { user, email, browser } = await signedInPerson();
	await changeAddress(browser, newAddress());
	expect((await changeAddress(browser, email)).status).toBe(303);
	expect(await emailOf(user.id)).toBe(email);
});

describe('the page of the link says what the old address gets', () => {
	/** What it says of somebody with the address `oldEmail` who moves to `email`. */
	async function pageOf(browser: ReturnType<typeof openBrowser>, email: string) {
		await ask(browser, email);
		const token = tokenIn(await mailAbout(email, 'Confirm your new'));
		return (await browser.get(`/change-email?token=${token}`)).text();
	}

	test('a way to undo it', async () => {
		const { email: oldEmail, browser } = await signedInPerson();
		const email = newAddress();
		expect(await pageOf(browser, email)).toContain(m.change_email_intro({ email, oldEmail }));
	});

	test('a mail alone, where the account goes back to an address that it left lately', async () => {
		const { email, browser } = await signedInPerson();
		const oldEmail = newAddress();
		await changeAddress(browser, oldEmail);
		const html = await pageOf(browser, email);
		expect(html).toContain(m.change_email_intro_back({ email, oldEmail }));
		expect(html).not.toContain(m.change_email_intro({ email, oldEmail }));
	});

	test('nothing, where its mail is stopped', async () => {
		const { user, email: oldEmail, browser } = await signedInPerson();
		await db.update(users).set({ mailBlockedAt: new Date() }).where(eq(users.id, user.id));
		const email = newAddress();
		const html = await pageOf(browser, email);
		expect(html).toContain(m.change_email_intro_unmailed({ email, oldEmail }));
		expect(html).not.toContain(m.change_email_intro({ email, oldEmail }));
	});
});

test('a link asked for before a password reset dies with it', async () => {
	const { user, email, browser } = await signedInPerson();
	const next = newAddress();
	await ask(browser, next);
	const token = tokenIn(await mailAbout(next, 'Confirm your new'));
	await openBrowser().post('/forgot-password', { email });
	const reset = tokenIn(await mailAbout(email, 'Set a new'));
	await openBrowser().post('/reset-password', { token: reset, password: 'gravel harp meadow 31' });
	const again = openBrowser();
	await openSession(user.id, again);
	expect((await again.post('/change-email', { token })).status).toBe(400);
});
