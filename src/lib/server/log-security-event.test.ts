import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { answer, createRequest, openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { codeIn, lastMailTo, tokenIn } from '$tests/mails';
import { beginSignUpWithMail, newAddress, PASSWORD, signedInPerson, signIn } from '$tests/people';
import { addRecoveryCodes, personWithApp, waitForStep } from '$tests/second-factor';
import { totps } from '$modules/auth/models/z.totp';
import { db } from './db/client';
import { env } from './env';
import { log } from './log';
import { redact } from './log-redact';
import { hashToken } from './secrets';

type Line = Record<string, unknown>;
const lines: Line[] = [];

beforeEach(() => {
	lines.length = 0;
	for (const level of ['debug', 'info', 'warn', 'error'] as const) {
		vi.spyOn(log, level).mockImplementation((fields, message?: string) => {
			lines.push({ level, ...(redact(fields) as Line), msg: message });
		});
	}
});

const told = (event: string) => lines.filter((line) => line.event === event);
const uuid = /^[\da-f]{8}-/;
const hash = /^[\da-f]{32}$/;
/** Of each line: whose request it was, and from where. */
const traced = { id: expect.stringMatching(uuid), client: expect.stringMatching(hash) };

/** Nothing that was written names an address, an account's or a client's, or has a secret. */
function expectNoneIn(...secrets: string[]) {
	const text = JSON.stringify(lines);
	for (const secret of [...secrets, PASSWORD, 'not the password', '198.18.']) {
		expect(text).not.toContain(secret);
	}
}

const someone = () => createUser({ email: newAddress(), password: PASSWORD });
const wrongToken = 'A'.repeat(43);

describe('the log tells of', () => {
	test('a sign-in that succeeds, and of one that fails', async () => {
		const { id: userId, email } = await someone();
		const browser = openBrowser();
		await signIn(browser, email, 'not the password');
		await signIn(browser, newAddress(), 'not the password');
		await signIn(browser, email, PASSWORD);
		const common = { ...traced, level: 'info', route: '/(auth)/sign-in', method: 'password' };
		expect(told('sign-in-failed')).toMatchObject([
			{ ...common, userId },
			{ ...common, userId: undefined }
		]);
		expect(told('sign-in-succeeded')).toMatchObject([{ ...common, userId }]);
		expect(new Set(lines.map(({ client }) => client)).size).toBe(1);
		expect(new Set(lines.map(({ id }) => id)).size).toBe(3);
		expectNoneIn(email);
	});

	test('a sign-in to a closed account, which is in the record too', async () => {
		const { user, email, browser } = await signedInPerson();
		await browser.post('/settings/account?/delete');
		await signIn(openBrowser(), email, PASSWORD);
		expect(told('sign-in-closed')).toMatchObject([{ ...traced, level: 'info', userId: user.id }]);
		expectNoneIn(email);
	});

	test('an account that is guessed at from everywhere, and of a limit that says 429', async () => {
		const { email } = await someone();
		for (let i = 0; i < 12; i++) await signIn(openBrowser(), email, 'not the password');
		expect(told('sign-in-failed')).toHaveLength(10);
		const refused = told('limit-reached');
		expect(refused).toMatchObject(
			Array(2).fill({ ...traced, level: 'warn', limit: 'sign-in-account' })
		);
		// One account, two clients.
		expect(new Set(refused.map(({ counted }) => counted)).size).toBe(1);
		expect(refused[0]?.counted).toMatch(hash);
		expect(new Set(refused.map(({ client }) => client)).size).toBe(2);
		expectNoneIn(email);
	});

	test('a post from another site, with both origins', async () => {
		for (const [origin, shown] of [
			['https://evil.example', 'https://evil.example'],
			['', 'none']
		] as const) {
			lines.length = 0;
			const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' };
			const body = 'email=nobody%40example.com&password=not+the+password';
			await answer(await createRequest('/sign-in', { method: 'POST', body, headers }));
			expect(told('origin-refused')).toMatchObject([
				{ ...traced, level: 'warn', origin: shown, expected: env().ORIGIN }
			]);
			expectNoneIn('nobody');
		}
	});

	test.each([
		['/reset-password', 'password-reset'],
		['/undo', 'email-undo'],
		['/not-me', 'not-me'],
		['/sign-up/verify', 'sign-up-link']
	])('a wrong token at %s: one line a request', async (path, purpose) => {
		const browser = openBrowser();
		const line = { ...traced, level: 'info', purpose };
		await browser.get(`${path}?token=${wrongToken}`);
		expect(told('token-refused')).toMatchObject([line]);
		lines.length = 0;
		const action = path === '/sign-up/verify' ? `${path}?/token` : path;
		const answered = await browser.post(action, { token: wrongToken, password: PASSWORD });
		expect(answered.status).toBe(400);
		expect(told('token-refused')).toMatchObject([line]);
		expectNoneIn(wrongToken);
	});

	test("a wrong token of a signed-in person, and somebody else's", async () => {
		const [ada, eve] = [await signedInPerson(), await signedInPerson()];
		await ada.browser.post('/settings/account?/changeEmail', { email: newAddress() });
		await eve.browser.post('/change-email', { token: wrongToken });
		expect(told('token-refused')).toMatchObject([
			{ ...traced, purpose: 'email-change', userId: eve.user.id }
		]);
		expectNoneIn(wrongToken, ada.email, eve.email);
	});

	test('a link that was used', async () => {
		const { email } = await someone();
		await openBrowser().post('/forgot-password', { email });
		const token = tokenIn(await lastMailTo(email));
		const fields = { token, password: 'gravel harp meadow 31' };
		await openBrowser().post('/reset-password', fields);
		expect(told('token-refused')).toEqual([]);
		await openBrowser().post('/reset-password', fields);
		expect(told('token-refused')).toHaveLength(1);
		expectNoneIn(token, email);
	});

	test('a wrong code, until there are no more tries', async () => {
		const { browser, email, mail } = await beginSignUpWithMail();
		const right = codeIn(mail);
		const wrong = right.startsWith('2222') ? '3333-3333' : '2222-2222';
		for (let i = 0; i < 6; i++) await browser.post('/sign-up/verify', { code: wrong });
		const line = { ...traced, level: 'info', purpose: 'sign-up' };
		const reasons = ['wrong', 'wrong', 'wrong', 'wrong', 'ended', 'ended'];
		expect(told('code-refused')).toMatchObject(reasons.map((reason) => ({ ...line, reason })));
		expectNoneIn(wrong, right, email);
	});

	test('a second step, wrong or right or with a lost key, and says no code and no key', async () => {
		const { userId, email, app } = await personWithApp();
		const [spent = '', left = ''] = await addRecoveryCodes(userId);
		const right = app.code();
		const wrong = right === '555555' ? '444444' : '555555';
		await (await waitForStep(openBrowser(), email)).post('recovery', { code: 'AAAAA-AAAAA' });
		const { post } = await waitForStep(openBrowser(), email);
		expect((await post('totp', { code: wrong })).status).toBe(400);
		expect((await post('totp', { code: right })).status).toBe(303);
		const again = await waitForStep(openBrowser(), email);
		expect((await again.post('recovery', { code: spent })).status).toBe(303);
		await db.update(totps).set({ sealed: 'v0.gone' }).where(eq(totps.userId, userId));
		const lost = await waitForStep(openBrowser(), email);
		expect((await lost.post('totp', { code: right })).status).toBe(400);
		expect(told('sign-in-succeeded')).toHaveLength(2);
		expect(told('totp-key-lost')).toMatchObject([{ level: 'error', userId }]);
		const plain = [spent, left].map((code) => code.replace('-', ''));
		expectNoneIn(wrong, right, app.secret, spent, left, ...plain, 'AAAAAAAAAA', 'v0.gone', email);
	});

	test('a signed-in person who does not know the password', async () => {
		const { user, browser } = await signedInPerson();
		const fields = { currentPassword: 'not the password', newPassword: 'gravel harp meadow 31' };
		await browser.post('/settings/security?/changePassword', fields);
		await browser.post('/confirm?/password', { password: 'not the password' });
		const line = { ...traced, level: 'info', userId: user.id };
		expect(told('password-refused')).toMatchObject([line, line]);
		expectNoneIn(fields.newPassword);
	});

	test("somebody else's session and sign-in", async () => {
		const [ada, eve] = [await signedInPerson(), await signedInPerson()];
		const id = hashToken(ada.token);
		for (const path of ['/settings/sessions?/revoke', '/settings/activity?/notMe']) {
			expect((await eve.browser.post(path, { id })).status).toBe(404);
		}
		const line = { ...traced, level: 'warn', userId: eve.user.id };
		expect(told('row-refused')).toMatchObject([
			{ ...line, what: 'session' },
			{ ...line, what: 'sign-in' }
		]);
		expectNoneIn(id, ada.email, eve.email);
	});

	test('what is closed to who asks for it, and with LOG_LEVEL=debug what is open', async () => {
		await openBrowser().get('/settings/profile');
		await openBrowser().post('/settings/profile?/update', { displayName: 'Eve' });
		await openBrowser().get('/admin/people');
		const out = { ...traced, level: 'info', userId: undefined, reason: 'signed-out' };
		expect(told('access-refused')).toMatchObject([
			{ ...out, route: '/(app)/settings/profile' },
			{ ...out, route: '/(app)/settings/profile' },
			{ ...out, route: '/(admin)/admin/people' }
		]);
		lines.length = 0;
		const { user, email, browser } = await signedInPerson({
			now: new Date(Date.now() - 3_600_000)
		});
		await browser.get('/admin/people');
		await browser.post('/settings/account?/delete');
		const own = { ...traced, userId: user.id };
		expect(told('role-missing')).toMatchObject([
			{ ...own, level: 'warn', route: '/(admin)/admin/people' }
		]);
		expect(told('access-refused')).toMatchObject([
			{ ...own, level: 'info', reason: 'unconfirmed' }
		]);
		const { id } = traced;
		expect(told('access-granted')).toMatchObject([
			{ id, level: 'debug', userId: user.id, route: '/(app)/settings/account' }
		]);
		expectNoneIn(email, 'Eve');
	});

	test('what a form holds that it cannot, by the names of its fields alone', async () => {
		const { email, browser } = await signedInPerson();
		const typed = { displayName: ['Mallory', 'Mallory'], website: 'javascript:alert(1)', own: 'x' };
		expect((await browser.post('/settings/profile?/update', typed)).status).toBe(400);
		const line = { ...traced, level: 'info', route: '/(app)/settings/profile' };
		expect(told('input-refused')).toMatchObject([{ ...line, fields: ['displayName', 'website'] }]);
		expectNoneIn(email, 'Mallory', 'javascript');
	});
});

test('an address is in clear where LOG_ADDRESSES is on', async () => {
	env().LOG_ADDRESSES = 'on';
	try {
		const browser = openBrowser({ from: '2001:db8::77' });
		await signIn(browser, newAddress(), 'not the password');
		expect(told('sign-in-failed')).toMatchObject([{ client: '2001:db8::77' }]);
	} finally {
		env().LOG_ADDRESSES = 'off';
	}
});

test('an IPv6 address is the same by its /64', async () => {
	for (const from of ['2001:db8:1:2::1', '2001:db8:1:2::2', '2001:db8:1:3::1']) {
		await signIn(openBrowser({ from }), newAddress(), 'not the password');
	}
	const [one, two, three] = told('sign-in-failed').map(({ client }) => client);
	expect(one).toBe(two);
	expect(one).not.toBe(three);
});
