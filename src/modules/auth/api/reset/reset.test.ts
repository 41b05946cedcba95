import { and, eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { m } from '@/paraglide/messages';
import { siteName } from '@/site';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { openBrowser } from '$tests/app';
import { connect, newClaims } from '$tests/providers';
import { createPasskeyRow, createUser } from '$tests/factories';
import { lastMailTo, mailAbout, mailsTo, tokenIn } from '$tests/mails';
import {
	isSignedIn,
	newAddress,
	openSession,
	OTHER_PASSWORD,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';
import { sessions } from '../../models/z.session';
import { tokens } from '../../models/z.token';
import { users } from '../../models/z.user';

const HOUR = 60 * 60 * 1000;

const ask = (email: string, browser = openBrowser()) => browser.post('/forgot-password', { email });
const complete = (token: string, password = OTHER_PASSWORD, browser = openBrowser()) =>
	browser.post('/reset-password', { token, password });

async function personWithLink() {
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	await ask(user.email);
	return { ...user, token: tokenIn(await lastMailTo(user.email)) };
}

afterEach(() => void vi.useRealTimers());

test('the mail after a reset names the other ways in, and only those that there are', async () => {
	const { id, email, token } = await personWithLink();
	await connect(id, newClaims(), 'one');
	await connect(id, newClaims(), 'two');
	await complete(token);
	const { text } = await mailAbout(email, 'password was changed');
	expect(text).toContain('These ways to sign in stay as they were: One and Two.');
	expect(text).toContain('http://localhost:3000/settings/connections');

	const keyholder = await personWithLink();
	await connect(keyholder.id, newClaims(), 'one');
	await createPasskeyRow({ userId: keyholder.id, name: 'iPhone' });
	await complete(keyholder.token);
	const told = (await mailAbout(keyholder.email, 'password was changed')).text;
	expect(told).toContain('stay as they were: passkey “iPhone” and One.');
	expect(told).toContain('http://localhost:3000/settings/security');

	const plain = await personWithLink();
	await complete(plain.token);
	const mail = await mailAbout(plain.email, 'password was changed');
	expect(mail.text).not.toContain('ways to sign in');
});

test('a first password was set, not changed or reset: mail and record say so', async () => {
	const { id, email } = await createUser({ email: newAddress() });
	await connect(id, newClaims(), 'one');
	await ask(email);
	const browser = openBrowser();
	await complete(tokenIn(await lastMailTo(email)));
	const { text } = await mailAbout(email, m.mail_password_set_subject());
	expect(text).toContain('which had none, got a password.');
	expect(text).toContain('These ways to sign in stay as they were: One.');
	const told = (await mailsTo(email)).map(({ subject }) => subject);
	expect(told).not.toContain(m.mail_password_changed_subject());
	await signIn(browser, email, OTHER_PASSWORD);
	const record = await (await browser.get('/settings/activity')).text();
	expect(record).toContain('Password set: link from a mail');
	expect(record).not.toContain('Password reset');

	await ask(email);
	await complete(tokenIn(await mailAbout(email, m.mail_password_reset_subject())), PASSWORD);
	await mailAbout(email, m.mail_password_changed_subject());
});

test('a reset sets the password, ends every session and tells the owner', async () => {
	const { email, user, browser } = await signedInPerson();
	const elsewhere = openBrowser();
	await openSession(user.id, elsewhere);
	const asked = await ask(email);
	expect([asked.status, asked.headers.get('location')]).toEqual([303, '/forgot-password?sent']);

	const done = await complete(tokenIn(await lastMailTo(email)), OTHER_PASSWORD, browser);
	expect([done.status, done.headers.get('location')]).toEqual([303, '/sign-in']);
	expect(await db.$count(sessions, eq(sessions.userId, user.id))).toBe(0);
	expect(await isSignedIn(browser)).toBe(false);
	expect(await isSignedIn(elsewhere)).toBe(false);
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(400);
	expect((await signIn(openBrowser(), email, OTHER_PASSWORD)).status).toBe(303);
	expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual(
		expect.arrayContaining([`Your ${siteName} password was changed`])
	);
	const recorded = and(
		eq(securityEvents.userId, user.id),
		eq(securityEvents.type, 'password-reset')
	);
	expect(await db.$count(securityEvents, recorded)).toBe(1);
});

test('the owner is told in the language they chose, whatever browser it is done in', async () => {
	const { email, browser } = await signedInPerson();
	await browser.post('/settings/preferences', { locale: 'de' });
	await ask(email);
	const elsewhere = openBrowser();
	elsewhere.jar.set('locale', 'ja');
	await complete(tokenIn(await lastMailTo(email)), OTHER_PASSWORD, elsewhere);
	expect((await lastMailTo(email)).subject).toBe(`Ihr Passwort bei ${siteName} wurde geändert`);
});

test('the link opens a page that names the address, and looking uses nothing up', async () => {
	const { email, token } = await personWithLink();
	for (const path of [
		`/reset-password?token=${token}`,
		`/reset-password/__data.json?token=${token}`
	]) {
		for (const method of ['GET', 'HEAD', 'GET']) {
			const response = await openBrowser().send(path, { method });
			expect(response.status).toBe(200);
			if (method === 'GET') expect((await response.text()).includes(email)).toBe(true);
		}
	}
	expect((await complete(token)).status).toBe(303);
});

test('50 posts of one link at once set the password once', async () => {
	const { id, email, token } = await personWithLink();
	const words = Array.from({ length: 50 }, (_, i) => `marble tunnel ${i} fern`);
	const responses = await Promise.all(words.map((word) => complete(token, word)));
	const done = responses.flatMap(({ status }, i) => (status === 303 ? [i] : []));
	expect(done).toHaveLength(1);
	expect(responses.filter(({ status }) => status === 400)).toHaveLength(49);
	const recorded = and(eq(securityEvents.userId, id), eq(securityEvents.type, 'password-reset'));
	expect(await db.$count(securityEvents, recorded)).toBe(1);
	expect((await signIn(openBrowser(), email, words[done[0]!]!)).status).toBe(303);
});

test('a used link opens nothing, and neither do the others that were sent', async () => {
	const { id, email, token } = await personWithLink();
	await ask(email);
	const second = tokenIn(await lastMailTo(email));
	expect((await complete(second)).status).toBe(303);
	for (const used of [token, second]) {
		expect((await complete(used, 'walnut ferry signal 9')).status).toBe(400);
		const page = await (await openBrowser().get(`/reset-password?token=${used}`)).text();
		expect(page.includes(email)).toBe(false);
	}
	// The mail on what happened has its own, by which the owner takes it back.
	const left = await db.select().from(tokens).where(eq(tokens.userId, id));
	expect(left.map(({ purpose }) => purpose)).toEqual(['not-me']);
});

test('a password that will not do leaves the link good', async () => {
	const { token } = await personWithLink();
	for (const password of ['', 'short', 'password1234', 'x'.repeat(257), `${siteName}12`]) {
		const response = await complete(token, password);
		expect(response.status).toBe(400);
	}
	expect((await complete(token)).status).toBe(303);
});

test('a refused password shows the form again, with the token in it and the error at its field', async () => {
	const { email, token } = await personWithLink();
	const response = await complete(token, 'short');
	expect(response.status).toBe(400);
	const html = await response.text();
	expect(html).toContain(email);
	expect(html).toContain(`name="token" value="${token}"`);
	expect(html).toMatch(/<input[^>]*name="password"[^>]*aria-invalid="true"/);
	expect(html).not.toContain('no longer works');
});

test('a link to an address that the account has no longer is void', async () => {
	const { id, email, token } = await personWithLink();
	await db.update(users).set({ email: newAddress() }).where(eq(users.id, id));
	expect((await complete(token)).status).toBe(400);
	const page = await (await openBrowser().get(`/reset-password?token=${token}`)).text();
	expect(page.includes(email)).toBe(false);
	// Nor does it open an account that has the address now.
	await createUser({ email, password: PASSWORD });
	expect((await complete(token)).status).toBe(400);
});

test('a link is good for an hour and no longer', async () => {
	vi.useFakeTimers({ toFake: ['Date'] });
	const [early, late] = [await personWithLink(), await personWithLink()];
	vi.setSystemTime(Date.now() + HOUR - 10_000);
	expect((await complete(early.token)).status).toBe(303);
	vi.setSystemTime(Date.now() + 20_000);
	expect((await complete(late.token)).status).toBe(400);
});

test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(20_000), "' or 1=1 --", '\0'])(
	'what is no link is refused: %j',
	async (token) => {
		expect((await complete(token)).status).toBe(400);
	}
);

test('an account without a password gets one by the link', async () => {
	const user = await createUser({ email: newAddress() });
	await ask(user.email);
	expect((await complete(tokenIn(await lastMailTo(user.email)))).status).toBe(303);
	expect((await signIn(openBrowser(), user.email, OTHER_PASSWORD)).status).toBe(303);
});

test('the link works while the sign-in limit is reached', async () => {
	const { email, token } = await personWithLink();
	for (let i = 0; i < 10; i++) await signIn(openBrowser(), email, 'not the password');
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(429);
	expect((await complete(token)).status).toBe(303);
});

test('five mails an hour go to one address; past it the same answer and no mail', async () => {
	vi.useFakeTimers({ toFake: ['Date'] });
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	const answers = [];
	for (let i = 0; i < 7; i++) answers.push(await ask(user.email));
	expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
	expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
	expect(await mailsTo(user.email)).toHaveLength(5);
	vi.setSystemTime(Date.now() + HOUR + 1_000);
	await ask(user.email);
	expect(await mailsTo(user.email)).toHaveLength(6);
});

test('30 mails an hour may be asked for from one client address; past it 429', async () => {
	const browser = openBrowser();
	const statuses = [];
	for (let i = 0; i < 31; i++) {
		const fields = { email: newAddress(), password: PASSWORD };
		const path = i % 2 ? '/forgot-password' : '/sign-up';
		statuses.push(await browser.post(path, fields));
	}
	expect(statuses.map(({ status }) => status)).toEqual([...Array(30).fill(303), 429]);
	expect(Number(statuses[30]!.headers.get('retry-after'))).toBeGreaterThan(59 * 60);
});
