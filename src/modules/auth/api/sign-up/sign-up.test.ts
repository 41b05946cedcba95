import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { siteName } from '@/site';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { profiles } from '$modules/profile/models/z.profile';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { codeIn, lastMailTo, mailsTo, tokenIn } from '$tests/mails';
import {
	beginSignUp,
	beginSignUpWithMail,
	isSignedIn,
	newAddress,
	OTHER_PASSWORD,
	PASSWORD,
	signIn,
	signUp
} from '$tests/people';
import { sessions } from '../../models/z.session';
import { signUps } from '../../models/z.sign-up';
import { tokens } from '../../models/z.token';
import { users } from '../../models/z.user';
import { completeSignUpWithCode } from './complete-sign-up-with-code';

const accountsOf = (email: string) => db.$count(users, eq(users.email, email));
const pendingOf = (email: string) => db.select().from(signUps).where(eq(signUps.email, email));
const HOUR = 60 * 60 * 1000;

/** A well-formed code that is not the one given. */
const otherCode = (code: string) => (code === 'AAAA-AAAA' ? 'BBBB-BBBB' : 'AAAA-AAAA');

afterEach(() => void vi.useRealTimers());

describe('the code', () => {
	test('makes account, profile and session, and goes on to where the person wanted', async () => {
		const { browser, email, response } = await signUp({ redirectTo: '/settings/security?x=1' });
		expect(response.status).toBe(303);
		expect(response.headers.get('location')).toBe('/settings/security?x=1');
		expect(await isSignedIn(browser)).toBe(true);

		const [user] = await db.select().from(users).where(eq(users.email, email));
		const [profile] = await db.select().from(profiles).where(eq(profiles.userId, user!.id));
		const events = await db
			.select({ type: securityEvents.type })
			.from(securityEvents)
			.where(eq(securityEvents.userId, user!.id));
		expect(profile).toMatchObject({ username: null, visibility: 'private' });
		expect(events.map(({ type }) => type)).toEqual(['signed-up', 'signed-in']);
		expect(await pendingOf(email)).toEqual([]);
		expect(browser.jar.names()).not.toContain('signup');
	});

	test.each([
		['as it stands in the mail', (code: string) => code],
		['without its dash', (code: string) => code.replace('-', '')],
		['in lower case', (code: string) => code.toLowerCase()],
		['with spaces around and inside', (code: string) => ` ${code.replace('-', ' – ')} `]
	])('is taken %s', async (_name, typed) => {
		const { browser, email, mail } = await beginSignUpWithMail();
		const response = await browser.post('/sign-up/verify', { code: typed(codeIn(mail)) });
		expect(response.status).toBe(303);
		expect(await accountsOf(email)).toBe(1);
	});

	test('is worth nothing in another browser', async () => {
		const { email, mail } = await beginSignUpWithMail();
		const stranger = openBrowser();
		expect((await stranger.post('/sign-up/verify', { code: codeIn(mail) })).status).toBe(400);
		const withOwn = await beginSignUpWithMail();
		const response = await withOwn.browser.post('/sign-up/verify', { code: codeIn(mail) });
		expect(response.status).toBe(400);
		expect(await accountsOf(email)).toBe(0);
	});

	test('is worth nothing under a forged cookie', async () => {
		const { mail, email } = await beginSignUpWithMail();
		const [pending] = await pendingOf(email);
		for (const forged of [pending!.id, '', 'x', 'x'.repeat(5_000), "' or 1=1 --"]) {
			const stranger = openBrowser();
			stranger.jar.set('signup', forged);
			expect((await stranger.post('/sign-up/verify', { code: codeIn(mail) })).status).toBe(400);
		}
		expect(await accountsOf(email)).toBe(0);
	});

	test('ends with the fifth wrong one', async () => {
		const { browser, email, mail } = await beginSignUpWithMail();
		const code = otherCode(codeIn(mail));
		for (let i = 0; i < 5; i++) {
			expect((await browser.post('/sign-up/verify', { code })).status).toBe(400);
		}
		expect((await browser.post('/sign-up/verify', { code: codeIn(mail) })).status).toBe(400);
		expect(await accountsOf(email)).toBe(0);
	});

	test('still works after four wrong ones', async () => {
		const { browser, email, mail } = await beginSignUpWithMail();
		for (let i = 0; i < 4; i++) {
			await browser.post('/sign-up/verify', { code: otherCode(codeIn(mail)) });
		}
		expect((await browser.post('/sign-up/verify', { code: codeIn(mail) })).status).toBe(303);
		expect(await accountsOf(email)).toBe(1);
	});

	test('counts 200 wrong ones at once as five', async () => {
		const { email, mail } = await beginSignUpWithMail();
		const [pending] = await pendingOf(email);
		const client = { address: '192.0.2.1', userAgent: '' };
		const guess = (code: string) => completeSignUpWithCode({ signUpId: pending!.id, code, client });
		const results = await Promise.all(
			Array.from({ length: 200 }, () => guess(otherCode(codeIn(mail))))
		);
		const wrong = results.filter((result) => !result.ok && result.reason === 'wrong');
		// The fifth says that it was the last.
		expect(wrong).toHaveLength(4);
		expect((await pendingOf(email))[0]?.tries).toBe(5);
		expect(await guess(codeIn(mail))).toEqual({ ok: false, reason: 'ended' });
	});

	test.each(['', '1', 'AAAA', 'AAAA-AAA', 'AAAA-AAAAA', 'AAAA-AAA0', 'IIII-IIII', '💡'.repeat(8)])(
		'costs no try when it cannot be one: %j',
		async (code) => {
			const { browser, email } = await beginSignUp();
			expect((await browser.post('/sign-up/verify', { code })).status).toBe(400);
			expect((await pendingOf(email))[0]?.tries).toBe(0);
		}
	);

	test('is good for an hour and no longer', async () => {
		vi.useFakeTimers({ toFake: ['Date'] });
		const began = Date.now();
		const early = await beginSignUpWithMail();
		const late = await beginSignUpWithMail();
		vi.setSystemTime(began + HOUR - 5_000);
		const inTime = await early.browser.post('/sign-up/verify', { code: codeIn(early.mail) });
		expect(inTime.status).toBe(303);
		vi.setSystemTime(Date.now() + 10_000);
		const tooLate = await late.browser.post('/sign-up/verify', { code: codeIn(late.mail) });
		expect(tooLate.status).toBe(400);
		expect(await accountsOf(late.email)).toBe(0);
	});

	test('works once', async () => {
		const { browser, email, mail } = await beginSignUpWithMail();
		const again = openBrowser();
		again.jar.set('signup', browser.jar.get('signup')!);
		const code = codeIn(mail);
		expect((await browser.post('/sign-up/verify', { code })).status).toBe(303);
		expect((await again.post('/sign-up/verify', { code })).status).toBe(400);
		expect(await isSignedIn(again)).toBe(false);
		expect(await accountsOf(email)).toBe(1);
	});

	test('is not shown again after a wrong try', async () => {
		const { browser } = await beginSignUp();
		const response = await browser.post('/sign-up/verify', { code: 'WXYZ-2345' });
		expect(await response.text()).not.toContain('WXYZ-2345');
	});
});

describe('the link', () => {
	test('in the browser that began keeps the password that was chosen there', async () => {
		const { browser, email, mail } = await beginSignUpWithMail({ redirectTo: '/confirm' });
		const response = await browser.post('/sign-up/verify?/token', { token: tokenIn(mail) });
		expect(response.headers.get('location')).toBe('/confirm');
		expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
	});

	test('in another browser names the address, demands a password and throws the pending one away', async () => {
		const { email, mail } = await beginSignUpWithMail();
		const token = tokenIn(mail);
		const owner = openBrowser();
		const page = await (await owner.get(`/sign-up/verify?token=${token}`)).text();
		expect(page).toContain(email);
		expect(page).toContain('name="password"');

		expect((await owner.post('/sign-up/verify?/token', { token })).status).toBe(400);
		expect(await accountsOf(email)).toBe(0);
		const done = await owner.post('/sign-up/verify?/token', { token, password: OTHER_PASSWORD });
		expect(done.status).toBe(303);
		expect(await isSignedIn(owner)).toBe(true);
		expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(400);
		expect((await signIn(openBrowser(), email, OTHER_PASSWORD)).status).toBe(303);
	});

	test('leaves the squatter with nothing once the owner of the mailbox has used it', async () => {
		const squatter = await beginSignUpWithMail();
		const token = tokenIn(squatter.mail);
		await openBrowser().post('/sign-up/verify?/token', { token, password: OTHER_PASSWORD });
		const code = codeIn(squatter.mail);
		expect((await squatter.browser.post('/sign-up/verify', { code })).status).toBe(400);
		expect((await squatter.browser.post('/sign-up/verify?/token', { token })).status).toBe(400);
		expect(await isSignedIn(squatter.browser)).toBe(false);
	});

	test('is not used up by looking, however often', async () => {
		const { browser, mail } = await beginSignUpWithMail();
		const token = tokenIn(mail);
		const before = await db.select().from(tokens);
		for (const reader of [browser, openBrowser(), openBrowser()]) {
			for (const method of ['GET', 'HEAD']) {
				const seen = await reader.send(`/sign-up/verify?token=${token}`, { method });
				expect(seen.status).toBe(200);
			}
			await reader.get(`/sign-up/verify/__data.json?token=${token}`);
		}
		expect(await db.select().from(tokens)).toEqual(before);
		expect((await browser.post('/sign-up/verify?/token', { token })).status).toBe(303);
	});

	test('is not used up by a password that will not do', async () => {
		const { email, mail } = await beginSignUpWithMail();
		const token = tokenIn(mail);
		const owner = openBrowser();
		for (const password of ['short', 'password1234', 'x'.repeat(257), `${siteName}1!`]) {
			const refused = await owner.post('/sign-up/verify?/token', { token, password });
			expect(refused.status).toBe(400);
			expect(await refused.text()).not.toContain(password);
		}
		const done = await owner.post('/sign-up/verify?/token', { token, password: OTHER_PASSWORD });
		expect(done.status).toBe(303);
		expect(await accountsOf(email)).toBe(1);
	});

	test('is good for an hour and no longer', async () => {
		vi.useFakeTimers({ toFake: ['Date'] });
		const { browser, mail, email } = await beginSignUpWithMail();
		vi.setSystemTime(Date.now() + HOUR + 1_000);
		const token = tokenIn(mail);
		const page = await (await browser.get(`/sign-up/verify?token=${token}`)).text();
		expect(page).not.toContain(email);
		expect((await browser.post('/sign-up/verify?/token', { token })).status).toBe(400);
		expect(await accountsOf(email)).toBe(0);
	});

	test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(20_000), '%00', "' or 1=1 --"])(
		'is refused when it is none: %j',
		async (token) => {
			const browser = openBrowser();
			const fields = { token, password: PASSWORD };
			expect((await browser.post('/sign-up/verify?/token', fields)).status).toBe(400);
			const query = new URLSearchParams({ token });
			expect((await browser.get(`/sign-up/verify?${query}`)).status).toBe(400);
		}
	);

	test('of another purpose opens nothing', async () => {
		const user = await createUser({ email: newAddress(), password: PASSWORD });
		await openBrowser().post('/forgot-password', { email: user.email });
		const token = tokenIn(await lastMailTo(user.email));
		const fields = { token, password: OTHER_PASSWORD };
		expect((await openBrowser().post('/sign-up/verify?/token', fields)).status).toBe(400);
		const { mail } = await beginSignUpWithMail();
		const other = { token: tokenIn(mail), password: OTHER_PASSWORD };
		expect((await openBrowser().post('/reset-password', other)).status).toBe(400);
	});
});

describe('several sign-ups of one address', () => {
	test('do not alter each other', async () => {
		const first = await beginSignUpWithMail({ password: PASSWORD, redirectTo: '/confirm' });
		const [before] = await pendingOf(first.email);
		const { email } = first;
		const second = await beginSignUpWithMail({ email, password: OTHER_PASSWORD });
		const third = await beginSignUp({ email, password: OTHER_PASSWORD });
		await third.browser.post('/sign-up/verify', { code: 'AAAA-AAAA' });

		const rows = await pendingOf(email);
		expect(rows).toHaveLength(3);
		expect(rows.find(({ id }) => id === before!.id)).toEqual(before);
		expect(codeIn(second.mail)).not.toBe(codeIn(first.mail));

		const done = await first.browser.post('/sign-up/verify', { code: codeIn(first.mail) });
		expect(done.headers.get('location')).toBe('/confirm');
		expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
	});

	test('are void once one of them succeeds, with their codes and links', async () => {
		const first = await beginSignUpWithMail();
		const second = await beginSignUpWithMail({ email: first.email });
		await first.browser.post('/sign-up/verify', { code: codeIn(first.mail) });

		const byCode = await second.browser.post('/sign-up/verify', { code: codeIn(second.mail) });
		const fields = { token: tokenIn(second.mail), password: OTHER_PASSWORD };
		const byLink = await openBrowser().post('/sign-up/verify?/token', fields);
		expect([byCode.status, byLink.status]).toEqual([400, 400]);
		expect(await pendingOf(first.email)).toEqual([]);
		expect(await db.$count(tokens, eq(tokens.email, first.email))).toBe(0);
	});

	test('in one browser: the later one counts there, the earlier keeps its link', async () => {
		const first = await beginSignUpWithMail();
		const other = await beginSignUpWithMail({ browser: first.browser });
		const code = codeIn(first.mail);
		expect((await first.browser.post('/sign-up/verify', { code })).status).toBe(400);
		const done = await other.browser.post('/sign-up/verify', { code: codeIn(other.mail) });
		expect(done.status).toBe(303);
		expect(await accountsOf(first.email)).toBe(0);
	});
});

describe('another mail', () => {
	test('has another code; both count, each once', async () => {
		const { browser, email, mail } = await beginSignUpWithMail();
		expect((await browser.post('/sign-up/verify?/resend')).status).toBe(303);
		const next = await lastMailTo(email);
		expect(codeIn(next)).not.toBe(codeIn(mail));
		expect((await browser.post('/sign-up/verify', { code: codeIn(mail) })).status).toBe(303);
	});

	test('lets the pending sign-up live for another hour and gives no tries back', async () => {
		vi.useFakeTimers({ toFake: ['Date'] });
		const { browser, email } = await beginSignUpWithMail();
		await browser.post('/sign-up/verify', { code: 'AAAA-AAAA' });
		vi.setSystemTime(Date.now() + HOUR - 5_000);
		await browser.post('/sign-up/verify?/resend');
		const code = codeIn(await lastMailTo(email));
		expect((await pendingOf(email))[0]?.tries).toBe(1);
		vi.setSystemTime(Date.now() + HOUR - 5_000);
		expect((await browser.post('/sign-up/verify', { code })).status).toBe(303);
	});

	test('is not for a browser that began nothing', async () => {
		expect((await openBrowser().post('/sign-up/verify?/resend')).status).toBe(400);
	});

	test('goes five times an hour from one client to one address; past it the same answer and no mail', async () => {
		const { browser, email, response } = await beginSignUp();
		const answers = [];
		for (let i = 0; i < 6; i++) answers.push(await browser.post('/sign-up/verify?/resend'));
		expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(303));
		const from = browser.address;
		const more = await beginSignUp({ email, browser: openBrowser({ from }) });
		expect(more.response.status).toBe(response.status);
		expect(more.response.headers.get('location')).toBe(response.headers.get('location'));
		expect(await mailsTo(email)).toHaveLength(5);
	});
});

test('in a browser that is signed in to another account switches to the new one', async () => {
	const { browser } = await signUp();
	const next = await beginSignUpWithMail();
	browser.jar.set('signup', next.browser.jar.get('signup')!);
	await browser.post('/sign-up/verify', { code: codeIn(next.mail) });
	const token = browser.jar.get('session')!;
	const [row] = await db
		.select({ email: users.email })
		.from(sessions)
		.innerJoin(users, eq(users.id, sessions.userId))
		.where(eq(sessions.id, hashToken(token)));
	expect(row?.email).toBe(next.email);
});

test('a link posted without a password in another browser shows the form again, with the token in it', async () => {
	const { email, mail } = await beginSignUpWithMail();
	const token = tokenIn(mail);
	const response = await openBrowser().post('/sign-up/verify?/token', { token });
	expect(response.status).toBe(400);
	const html = await response.text();
	expect(html).toContain(email);
	expect(html).toContain(`name="token" value="${token}"`);
	expect(html).toMatch(/<input[^>]*name="password"[^>]*aria-invalid="true"/);
});

test('says of address and password at once what is wrong with them', async () => {
	const { response } = await beginSignUp({ email: 'nobody@', password: 'short' });
	const html = await response.text();
	expect(html).toContain('A few things need correcting.');
	expect(html).toContain('Use at least 12 characters.');
});
