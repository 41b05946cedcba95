import { readFileSync } from 'node:fs';
import type { Request } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';

/** What the page is called in each language. */
const headings = Object.fromEntries(
	['en', 'de', 'es', 'fr', 'ja'].map((locale) => {
		const messages: { sign_in_title: string } = JSON.parse(
			readFileSync(`messages/${locale}.json`, 'utf8')
		);
		return [locale, messages.sign_in_title];
	})
);

for (const [locale, heading] of Object.entries(headings)) {
	test(`sends the scripts of the language alone: ${locale}`, async ({ request }) => {
		const page = await request.get('/sign-in', { headers: { 'accept-language': locale } });
		const links = page.headers()['link'] ?? '';
		const named = `${links}${await page.text()}`.matchAll(/[^"<]*_app\/immutable\/[^">]*\.js/g);
		const paths = [...new Set(Array.from(named, ([path]) => path.replace(/^\.\//, '/')))];
		expect(paths.length).toBeGreaterThan(5);
		expect(paths.filter((path) => !path.endsWith(`.${locale}.js`))).toEqual([]);

		const answers = await Promise.all(paths.map((path) => request.get(path)));
		expect(answers.map((answer) => answer.status())).toEqual(paths.map(() => 200));
		const scripts = (await Promise.all(answers.map((answer) => answer.text()))).join('\n');
		for (const text of Object.values(headings)) {
			expect(scripts.includes(text), text).toBe(text === heading);
		}
	});
}

test('keeps its language from page to page, and what scripts say', async ({ newBrowser }) => {
	const page = await newBrowser({ locale: 'fr' });
	await page.goto('/sign-in');
	await expect(page.getByRole('button', { name: 'Afficher le mot de passe' })).toBeVisible();
	const requested: Request[] = [];
	page.on('request', (request) => requested.push(request));

	await page.getByRole('link', { name: /Connexion impossible/ }).click();
	await expect(page.getByRole('button', { name: 'Envoyer le lien' })).toBeVisible();
	await page.getByRole('button', { name: 'Envoyer le lien' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	// No document was loaded: the page came by scripts, and each is of the language.
	expect(requested.filter((request) => request.resourceType() === 'document')).toEqual([]);
	const scripts = requested.map((request) => request.url()).filter((url) => url.endsWith('.js'));
	expect(scripts.length).toBeGreaterThan(0);
	expect(scripts.filter((url) => !url.endsWith('.fr.js'))).toEqual([]);
});
