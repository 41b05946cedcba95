import { readFile } from 'node:fs/promises';
import { bothWays, expect, test } from '../support/fixtures.ts';
import { createPasskeys } from '../support/people.ts';
import { hydrated, press, signIn, to } from '../support/steps.ts';
import { siteSlug } from '../../../src/lib/site-slug.ts';

const here = '/settings/security';
const codesPage = `${here}/recovery-codes`;

test(
	'the second step comes with recovery codes, which are kept before the settings are quiet',
	bothWays,
	async ({ page, person, server, mail }) => {
		await createPasskeys(server, person.email);
		await signIn(page, person);
		await page.goto(here);
		await page.getByLabel(/Ask for a second step after my password/).check();
		await page.getByRole('button', { name: 'Save second step' }).click();
		await expect(page).toHaveURL(codesPage);
		const list = page.getByRole('list', { name: 'Your recovery codes' });
		await expect(list.getByRole('listitem')).toHaveCount(10);
		const codes = await list.getByRole('listitem').allTextContents();

		const downloading = page.waitForEvent('download');
		await page.getByRole('link', { name: 'Download as text' }).click();
		const download = await downloading;
		expect(download.suggestedFilename()).toBe(`${siteSlug}-recovery-codes.txt`);
		const file = await readFile(await download.path(), 'utf8');
		for (const code of codes) expect(file).toContain(code);

		await page.goto(here);
		await page.getByRole('link', { name: 'Show the codes' }).first().click();
		await press(page.getByRole('button', { name: 'Done' }));
		const kept = page.getByLabel('I have kept these codes');
		await expect(kept).toHaveAccessibleDescription(/Tick this once you have kept the codes/);
		await kept.check();
		await page.getByRole('button', { name: 'Done' }).click();
		await expect(page).toHaveURL(here);
		await expect(page.getByText('10 recovery codes are left.')).toBeVisible();
		await expect(page.getByText('another way still leads in')).toBeVisible();
		await mail.waitFor(to(person.email, /asks for a second step/));

		await page.getByLabel(/Ask for a second step after my password/).uncheck();
		await page.getByRole('button', { name: 'Save second step' }).click();
		await expect(page.getByText('The second step is switched off.')).toBeVisible();
		await expect(page.getByText('recovery codes are left')).toHaveCount(0);
	}
);

test('codes are copied by a button, and new ones take their place', async ({
	page,
	person,
	server,
	context
}) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await createPasskeys(server, person.email);
	await signIn(page, person);
	await page.goto(here);
	await page.getByLabel(/Ask for a second step after my password/).check();
	await page.getByRole('button', { name: 'Save second step' }).click();
	const items = page.getByRole('list', { name: 'Your recovery codes' }).getByRole('listitem');
	await expect(items).toHaveCount(10);
	await hydrated(page);
	const codes = await items.allTextContents();
	await page.getByRole('button', { name: 'Copy' }).click();
	await expect(page.getByText('The codes are copied.')).toBeVisible();
	const copied = await page.evaluate(() => navigator.clipboard.readText());
	expect(copied.split('\n')).toEqual(codes);
	await page.emulateMedia({ media: 'print' });
	await expect(items).toHaveCount(10);
	for (const role of ['banner', 'navigation', 'button'] as const) {
		await expect(page.getByRole(role).filter({ visible: true })).toHaveCount(0);
	}
	// Whose they are stands on the sheet too, in ink, whatever the theme is.
	await expect(page.getByText(`recovery codes of ${person.email}`)).toBeVisible();
	await page.locator('html').evaluate((root) => (root.dataset.theme = 'dark'));
	await expect(page.locator('html')).toHaveCSS('color-scheme', 'light');
	await page.emulateMedia({ media: 'screen' });

	await page.goto(here);
	await page.getByRole('button', { name: 'Make new codes' }).click();
	await expect(page).toHaveURL(codesPage);
	await expect(items).toHaveCount(10);
	expect(await items.allTextContents()).not.toEqual(codes);
});
