import { expect, test } from 'vitest';
// Before what reads the environment.
import '$tests/providers';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { beginSignUp, newAddress, PASSWORD, signIn } from '$tests/people';
import { signUps } from '../../models/z.sign-up';
import { db } from '@/server/db/client';

const site = 'http://localhost:3000';
const tricks = [
	'//evil.example',
	'/\\evil.example',
	'/\t/evil.example',
	'/.//evil.example',
	'https://evil.example',
	'javascript:alert(1)',
	'@evil.example',
	'/%2e//evil.example'
];

test('no form takes anybody to another site', async () => {
	const { email } = await createUser({ email: newAddress(), password: PASSWORD });
	for (const trick of tricks) {
		const entered = await signIn(openBrowser(), email, PASSWORD, trick);
		expect(entered.headers.get('location')).toBe('/');
		const preferred = await openBrowser().post('/preferences', {
			theme: 'dark',
			redirectTo: trick
		});
		expect(preferred.headers.get('location')).toBe('/');
		await beginSignUp({ redirectTo: trick });
	}
	const pending = await db.select({ redirectTo: signUps.redirectTo }).from(signUps);
	expect(new Set(pending.map(({ redirectTo }) => redirectTo))).toEqual(new Set(['/']));
});

test('the pages put no foreign address into their forms and links', async () => {
	for (const trick of tricks) {
		const query = new URLSearchParams({ redirectTo: trick });
		for (const page of ['/sign-in', '/sign-up']) {
			const html = await (await openBrowser().get(`${page}?${query}`)).text();
			const values = html.matchAll(/(value|href|action)="([^"]*)"/g);
			for (const [, name, value = ''] of values) {
				const target = new URL(value.replaceAll('&amp;', '&'), 'http://localhost:3000/sign-in');
				// The switch of theme and language comes back to the page as it was called.
				const next = (name === 'href' && target.searchParams.get('redirectTo')) || '/';
				const origins = [target, new URL(next, target)].map(({ origin }) => origin);
				expect([value, ...origins]).toEqual([value, site, site]);
			}
		}
	}
});

test('a signed-out visit comes back to the page it was for, its query included', async () => {
	const { email } = await createUser({ email: newAddress(), password: PASSWORD });
	const browser = openBrowser();
	const sent = await browser.get('/settings/security?tab=2&x=a%26b');
	const location = new URL(sent.headers.get('location')!, 'http://localhost:3000');
	expect([sent.status, location.pathname]).toEqual([303, '/sign-in']);
	const redirectTo = location.searchParams.get('redirectTo')!;
	expect(redirectTo).toBe('/settings/security?tab=2&x=a%26b');
	const back = await signIn(browser, email, PASSWORD, redirectTo);
	expect(back.headers.get('location')).toBe(redirectTo);
});

test('a path that looks like another site is not offered as a way back', async () => {
	for (const path of ['/settings//evil.example', '/settings/profile?x=//evil.example']) {
		const response = await openBrowser().get(path);
		const location = response.headers.get('location') ?? '/';
		expect(new URL(location, 'http://localhost:3000').origin).toBe('http://localhost:3000');
	}
});

test.each([
	['/sign-in', ['password', 'provider']],
	['/sign-up', ['provider']]
])('a refused form of %s keeps it where theme and language lead back to', async (path, names) => {
	const query = '?redirectTo=%2Fsettings%2Fprofile%3Ftab%3D2';
	const browser = openBrowser();
	const html = await (await browser.get(path + query)).text();
	const actions = [...html.matchAll(/action="([^"]*\?\/[^"]*)"/g)].map(([, action = '']) =>
		action.replaceAll('&amp;', '&')
	);
	expect(actions.map((action) => /\?\/(\w+)/.exec(action)?.[1])).toEqual(names);
	for (const action of actions) {
		const { pathname, search } = new URL(action, `${site}${path}`);
		const fields = { email: newAddress(), password: PASSWORD, provider: 'none' };
		const refused = await browser.post(pathname + search, fields);
		expect(refused.status).toBe(400);
		const footer = (await refused.text()).replace(/.*<footer/s, '');
		const back = [...footer.matchAll(/name="redirectTo" value="([^"]*)"/g)].map(([, to]) => to);
		expect(back).toEqual([`/sign-in${query}`, `/sign-in${query}`]);
	}
});
