import { describe, expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { sessions } from '$modules/auth/models/z.session';
import { signUps } from '$modules/auth/models/z.sign-up';
import { rateLimits } from '$modules/limits/models/z.rate-limit';
import { answer, createRequest, openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { newAddress, PASSWORD } from '$tests/people';

const sentence = 'Your browser did not keep our cookie';

/** A browser that keeps no cookies, with everything else of a browser: what a page hides comes along. */
function openCookieless() {
	let page = '';
	async function follow(request: Promise<Request>): Promise<Response> {
		const response = await answer(await request);
		page = await response.clone().text();
		return response;
	}
	const post = (path: string, fields: Record<string, string>, headers = {}) =>
		follow(createRequest(path, { method: 'POST', body: new URLSearchParams(fields), headers }));
	const hidden = () => ({ cookieCheck: /name="cookieCheck" value="(\w+)"/.exec(page)?.[1] ?? '' });
	return { get: (path: string) => follow(createRequest(path)), post, hidden, page: () => page };
}

const rows = async () => [
	await db.$count(sessions),
	await db.$count(signUps),
	await db.$count(rateLimits)
];

const forms = [
	['/sign-in', '/sign-in?/password'],
	['/sign-up', '/sign-up']
] as const;

describe.each(forms)('a browser that keeps no cookies, at %s', (path, action) => {
	test('is told so, with the address typed again and nothing written', async () => {
		const { email } = await createUser({ email: newAddress(), password: PASSWORD });
		const before = await rows();
		const browser = openCookieless();
		expect((await browser.get(path)).headers.getSetCookie()).not.toEqual([]);
		const fields = { email, password: PASSWORD, ...browser.hidden() };
		const refused = await browser.post(action, fields);
		expect(refused.status).toBe(400);
		expect(browser.page()).toContain(sentence);
		expect(browser.page()).toContain(`value="${email}"`);
		expect(browser.page()).not.toContain(PASSWORD);

		const headers = { accept: 'application/json', 'x-sveltekit-action': 'true' };
		const enhanced = (await (await browser.post(action, fields, headers)).json()) as object;
		expect(enhanced).toMatchObject({ type: 'failure', status: 400 });
		expect(JSON.stringify(enhanced)).toContain(sentence);
		expect(await rows()).toEqual(before);
	});

	test('is told so in its language', async () => {
		const headers = { 'accept-language': 'ja' };
		const fields = { email: newAddress(), password: PASSWORD, cookieCheck: 'first' };
		const browser = openCookieless();
		await browser.post(action, fields, headers);
		expect(browser.page()).toContain('Cookieが保存されなかった');
	});

	test('is asked anew once it was told, by one more round', async () => {
		const browser = openCookieless();
		const fields = { email: newAddress(), password: PASSWORD };
		await browser.get(path);
		await browser.post(action, { ...fields, ...browser.hidden() });
		expect(browser.hidden()).toEqual({ cookieCheck: 'again' });
		const again = { ...fields, ...browser.hidden() };
		const round = await browser.post(action, again);
		expect(round.status).toBe(307);
		expect(round.headers.getSetCookie()[0]).toMatch(/^theme=system;/);
		expect(round.headers.get('cache-control')).toBe('no-store');
		expect((await browser.post(round.headers.get('location') ?? '', again)).status).toBe(400);
		expect(browser.page()).toContain(sentence);
	});

	test('goes on where it keeps them since', async () => {
		const { email } = await createUser({ email: newAddress(), password: PASSWORD });
		const fields = { email, password: PASSWORD, cookieCheck: 'again' };
		const browser = openBrowser();
		const round = await browser.post(action, fields);
		expect(round.status).toBe(307);
		expect((await browser.post(round.headers.get('location') ?? '', fields)).status).toBe(303);
	});

	test.each(['theme', 'known', 'session'])('is no browser that brings %s', async (name) => {
		const { email } = await createUser({ email: newAddress(), password: PASSWORD });
		const browser = openBrowser();
		browser.jar.set(name, 'x');
		const fields = { email, password: PASSWORD, cookieCheck: 'first' };
		expect((await browser.post(action, fields)).status).toBe(303);
	});

	test('is no program that posts without having opened the page', async () => {
		const { email } = await createUser({ email: newAddress(), password: PASSWORD });
		expect((await openCookieless().post(action, { email, password: PASSWORD })).status).toBe(303);
	});
});

test('a browser that keeps no cookies is not sent to a provider', async () => {
	const browser = openCookieless();
	const fields = { provider: 'github', redirectTo: '/', cookieCheck: 'first' };
	expect((await browser.post('/sign-in?/provider', fields)).status).toBe(400);
	expect(browser.page()).toContain(sentence);
});

test('a page gives its cookie once, and changes nothing by it', async () => {
	const browser = openBrowser();
	browser.jar.set('theme', 'dark');
	await browser.get('/sign-in');
	const response = await browser.get('/sign-in');
	expect(response.headers.getSetCookie()).toEqual([]);
	expect(await response.text()).toContain('data-theme="dark"');
	expect(await (await openBrowser().get('/sign-in')).text()).toContain('data-theme="system"');
});

test('a form of no such page does not ask', async () => {
	expect(await (await openBrowser().get('/forgot-password')).text()).not.toContain('cookieCheck');
});
