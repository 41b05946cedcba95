import { expect, test, vi } from 'vitest';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { codeIn, lastMailTo } from '$tests/mails';
import { newAddress, PASSWORD } from '$tests/people';

// Read at the first request.
vi.hoisted(() => {
	process.env.ORIGIN = 'https://accounts.example';
	process.env.SMTP_URL = 'smtp://mail.example';
});

const rules = ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure'];

function expectBoundToHost(response: Response, names: string[]) {
	const cookies = response.headers.getSetCookie();
	expect(cookies.map((cookie) => cookie.split('=')[0]).sort()).toEqual(
		names.map((name) => `__Host-${name}`).sort()
	);
	for (const cookie of cookies) {
		const attributes = cookie.split('; ').slice(1);
		expect(attributes).toEqual(expect.arrayContaining(rules));
		expect(attributes.some((attribute) => /^domain/i.test(attribute))).toBe(false);
	}
}

test('under https every cookie is __Host- and Secure', async () => {
	const email = newAddress();
	const browser = openBrowser();
	const begun = await browser.post('/sign-up', { email, password: PASSWORD });
	expectBoundToHost(begun, ['signup']);
	const mail = await lastMailTo(email);
	const done = await browser.post('/sign-up/verify', { code: codeIn(mail) });
	expectBoundToHost(done, ['signup', 'session', 'known', 'flash']);
	expectBoundToHost(await browser.post('/preferences', { theme: 'dark', locale: 'de' }), [
		'theme',
		'locale'
	]);
	expect((await browser.get('/settings/profile')).status).toBe(200);
	const out = await browser.post('/sign-out');
	expectBoundToHost(out, ['session', 'flash']);
	expect(mail.text).toContain('https://accounts.example/sign-up/verify?token=');
});

test('under https a cookie without the prefix opens nothing', async () => {
	const { email } = await createUser({ email: newAddress(), password: PASSWORD });
	const browser = openBrowser();
	await browser.post('/sign-in?/password', { email, password: PASSWORD });
	const token = browser.jar.get('__Host-session')!;
	const other = openBrowser();
	other.jar.set('session', token);
	expect((await other.get('/settings/profile')).status).toBe(303);
});

test('under https HSTS is sent, and the mailbox is not there', async () => {
	const response = await openBrowser().get('/');
	expect(response.headers.get('strict-transport-security')).toMatch(/^max-age=\d{8};/);
	expect((await openBrowser({ from: '127.0.0.1' }).get('/dev/mailbox')).status).toBe(404);
});

test('under https a form from http is from another site', async () => {
	const headers = { origin: 'http://accounts.example' };
	expect((await openBrowser().post('/sign-out', {}, { headers })).status).toBe(403);
});
