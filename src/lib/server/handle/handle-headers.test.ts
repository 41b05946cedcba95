import { describe, expect, test } from 'vitest';
import { openBrowser } from '$tests/app';
import { signedInPerson } from '$tests/people';

const always = {
	'referrer-policy': 'same-origin',
	'x-content-type-options': 'nosniff',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy':
		'camera=(), geolocation=(), microphone=(), ' +
		'publickey-credentials-create=(self), publickey-credentials-get=(self)'
};

/** What is asked for, what it is, and with which headers it must come. */
const answers: [name: string, status: number, ask: () => Promise<Response>][] = [
	['a page', 200, () => openBrowser().get('/sign-in')],
	['its data', 200, () => openBrowser().get('/sign-in/__data.json')],
	['an endpoint', 200, () => openBrowser().get('/healthz')],
	['a path without a route', 404, () => openBrowser().get('/nowhere')],
	['a path that cannot be decoded', 400, () => openBrowser().get('/%E0%A4%A')],
	['no picture', 404, () => openBrowser().get('/avatars/none')],
	['a private profile', 404, () => openBrowser().get('/u/nobody')],
	['a closed page', 303, () => openBrowser().get('/settings/profile')],
	['the data of a closed page', 200, () => openBrowser().get('/settings/profile/__data.json')],
	['a closed action', 303, () => openBrowser().post('/settings/profile?/update')],
	['a refused form', 400, () => openBrowser().post('/forgot-password')],
	['an accepted form', 303, () => openBrowser().post('/preferences', { theme: 'dark' })],
	['an unknown action', 404, () => openBrowser().post('/sign-in?/constructor')],
	['a wrong method', 405, () => openBrowser().send('/sign-in', { method: 'PUT' })],
	[
		'a cross-site form',
		403,
		() => openBrowser().post('/sign-out', {}, { headers: { origin: 'null' } })
	],
	[
		'a body that is too large',
		413,
		() => openBrowser().post('/sign-up', {}, { headers: { 'content-length': '9999999' } })
	]
];

test.each(answers)('%s (%i) has the security headers', async (_name, status, ask) => {
	const response = await ask();
	expect(response.status).toBe(status);
	expect(Object.fromEntries(response.headers)).toMatchObject(always);
	const policy = response.headers.get('content-security-policy')?.split('; ') ?? [];
	expect(policy).toContain("frame-ancestors 'none'");
	expect(policy).toContain("form-action 'self'");
	expect(policy).toContain("object-src 'none'");
	expect(policy).toContain("base-uri 'none'");
	// On http a browser must not be told to stay on https (RFC 6797, 7.2).
	expect(response.headers.has('strict-transport-security')).toBe(false);
});

describe('Content-Security-Policy', () => {
	test.each(['/', '/sign-in', '/nowhere'])(
		'of %s lets no foreign script, frame or form in',
		async (path) => {
			const response = await openBrowser().get(path);
			const policy = response.headers.get('content-security-policy') ?? '';
			const scripts = /script-src ([^;]+)/.exec(policy)?.[1];
			expect(scripts).toMatch(/^'self' 'nonce-[\w+/=]+'$/);
			for (const part of ["default-src 'self'", "frame-ancestors 'none'", "form-action 'self'"]) {
				expect(policy.split('; ')).toContain(part);
			}
			expect(policy).toContain("object-src 'none'");
			expect(policy).toContain("base-uri 'none'");
			const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
			const html = await response.text();
			for (const [tag] of html.matchAll(/<script[^>]*>/g))
				expect(tag).toContain(`nonce="${nonce}"`);
			expect(html).not.toMatch(/\son\w+="/);
		}
	);

	test('has another nonce each time', async () => {
		const policies = [await openBrowser().get('/'), await openBrowser().get('/')].map((response) =>
			response.headers.get('content-security-policy')
		);
		expect(policies[0]).not.toBe(policies[1]);
	});
});

describe('Cache-Control', () => {
	test('is no-store on every page, data request and action of a signed-in person', async () => {
		const { browser } = await signedInPerson();
		const responses = [
			await browser.get('/'),
			await browser.get('/settings/profile'),
			await browser.get('/settings'),
			await browser.get('/sign-in'),
			await browser.get('/nowhere'),
			await browser.get('/settings/profile/__data.json'),
			await browser.get('/__data.json'),
			await browser.post('/settings/profile?/update', { displayName: 'A' }),
			await browser.post('/settings/profile?/update', { displayName: 'A'.repeat(81) }),
			await browser.post('/settings/profile?/nothing'),
			await browser.post('/sign-out')
		];
		const values = responses.map(({ headers }) => headers.get('cache-control'));
		expect(values).toEqual(responses.map(() => 'no-store'));
	});

	test('is no-store on actions, data requests, token pages and what shows an account of everybody', async () => {
		const responses = [
			await openBrowser().get('/sign-in/second-factor'),
			await openBrowser().get('/recover'),
			await openBrowser().get('/account-closed'),
			await openBrowser().get('/sign-up/verify'),
			await openBrowser().get('/sign-up/verify?token=x'),
			await openBrowser().get('/reset-password?token=x'),
			await openBrowser().get('/sign-in/__data.json'),
			await openBrowser().get('/settings/profile/__data.json'),
			await openBrowser().post('/forgot-password', { email: 'x' }),
			await openBrowser().post('/forgot-password', { email: 'a@example.com' }),
			await openBrowser().post('/settings/profile?/update'),
			await openBrowser().post('/sign-out', {}, { headers: { origin: 'null' } })
		];
		const values = responses.map(({ headers }) => headers.get('cache-control'));
		expect(values).toEqual(responses.map(() => 'no-store'));
	});

	test('keeps any other page out of shared caches', async () => {
		expect((await openBrowser().get('/')).headers.get('cache-control')).toMatch(/private|no-store/);
	});
});

test('an error page has an id, and tells nothing of what went wrong', async () => {
	const response = await openBrowser().get('/nowhere');
	const html = await response.text();
	expect(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}/.test(html)).toBe(true);
	expect(/\n\s+at |node_modules|\/src\//.test(html.replaceAll(/<link[^>]*>/g, ''))).toBe(false);
});
