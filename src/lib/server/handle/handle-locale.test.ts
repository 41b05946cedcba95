import { describe, expect, test } from 'vitest';
import { siteName } from '@/site';
import { openBrowser } from '$tests/app';
import { preferredLocale } from './handle-locale';

describe('Accept-Language', () => {
	test.each([
		['', 'en'],
		['de', 'de'],
		['DE-at', 'de'],
		['de;q=0.1, en;q=0.9', 'en'],
		['it, de;q=0.5', 'de'],
		['it', 'en'],
		['de;q=0, en;q=0.1', 'en'],
		['*', 'en'],
		[';;;,,,q=', 'en'],
		['de;q=x, en;q=0.2', 'en'],
		['__proto__, constructor', 'en'],
		[`${'x,'.repeat(10_000)}de`, 'en']
	])('%j gives %s', (header, locale) => {
		expect(preferredLocale(header)).toBe(locale);
	});
});

test('the language chosen in this browser goes before what it asks for', async () => {
	const browser = openBrowser();
	await browser.post('/preferences', { locale: 'de', theme: 'dark' });
	const html = await (await browser.get('/', { headers: { 'accept-language': 'en' } })).text();
	expect(html).toContain('<html lang="de" data-theme="dark">');
});

test('a cookie that names no language or theme is ignored', async () => {
	const browser = openBrowser();
	browser.jar.set('locale', '"><script>');
	browser.jar.set('theme', '"><script>');
	const html = await (await browser.get('/')).text();
	expect(html).toContain('<html lang="en" data-theme="system">');
});

test('a page says what the site is called', async () => {
	const html = await (await openBrowser().get('/sign-in')).text();
	expect(html).toContain(`<meta name="application-name" content="${siteName}" />`);
	expect(html).toContain(` · ${siteName}</title>`);
});

test('requests at once do not mix their languages', async () => {
	const ask = async (lang: string) =>
		(await openBrowser().get('/sign-in', { headers: { 'accept-language': lang } })).text();
	const wanted = Array.from({ length: 20 }, (_, i) => (i % 2 ? 'de' : 'en'));
	const pages = await Promise.all(wanted.map(ask));
	expect(pages.map((html) => /lang="(\w+)"/.exec(html)?.[1])).toEqual(wanted);
});

test('a theme or language that does not exist is refused', async () => {
	expect((await openBrowser().post('/preferences', { theme: 'blue' })).status).toBe(400);
	expect((await openBrowser().post('/preferences', { locale: 'xx' })).status).toBe(400);
});
