import { expect, test } from 'vitest';
import { openBrowser } from '$tests/app';
import { signedInPerson } from '$tests/people';

const said = 'You are signed out';

test('a sentence is said on the next page, once', async () => {
	const { browser } = await signedInPerson();
	const response = await browser.post('/sign-out');
	expect(
		response.headers.getSetCookie().some((cookie) => cookie.startsWith('flash=flash_signed_out;'))
	).toBe(true);
	const first = await (await browser.get('/')).text();
	const second = await (await browser.get('/')).text();
	expect([first.includes(said), second.includes(said)]).toEqual([true, false]);
	expect(browser.jar.names()).not.toContain('flash');
});

test.each([
	'<b>hello</b>',
	'constructor',
	'__proto__',
	'toString',
	'flash_',
	'flash_nothing',
	'x'.repeat(3_000),
	'%',
	// A message, but none that is said after a redirect.
	'layout_home'
])('a cookie that names none says nothing: %.20s', async (value) => {
	const browser = openBrowser();
	browser.jar.set('flash', value);
	const response = await browser.get('/');
	expect(response.status).toBe(200);
	const html = await response.text();
	expect(/<div role="status"[^>]*>(<!--[^>]*-->)*<\/div>/.test(html)).toBe(true);
});
