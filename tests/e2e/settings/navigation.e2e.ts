import type { Dialog, Page } from '@playwright/test';
import { bothWays, expect, test } from '../support/fixtures.ts';
import { createSessions } from '../support/people.ts';
import { hydrated, signIn } from '../support/steps.ts';
import { siteName } from '../../../src/lib/site.ts';

const inMenu = { Profile: 'profile', Preferences: 'preferences', Security: 'security' };
const beside = { Sessions: 'sessions', Activity: 'activity', Account: 'account' };
const sideList = (page: Page) => page.getByRole('navigation', { name: 'Settings' });
const name = (page: Page) => page.getByLabel('Display name');
const save = (page: Page) => page.getByRole('button', { name: 'Save profile' });

/** Opens the profile and collects what the browser asks from then on; the answer is `accept`. */
async function openProfile(page: Page, answer: { accept: boolean }): Promise<string[]> {
	const asked: string[] = [];
	page.on('dialog', async (dialog: Dialog) => {
		asked.push(dialog.type());
		await (answer.accept ? dialog.accept() : dialog.dismiss());
	});
	await page.goto('/settings/profile');
	await hydrated(page);
	return asked;
}

test('everything is two clicks from the account menu', bothWays, async ({ page, person }) => {
	await signIn(page, person);
	for (const [label, path] of Object.entries(inMenu)) {
		await page.getByRole('banner').locator('summary').click();
		await page.getByRole('banner').getByRole('link', { name: label }).click();
		await expect(page).toHaveURL(`/settings/${path}`);
		await expect(page).toHaveTitle(`${label} · ${siteName}`);
	}
	for (const [label, path] of Object.entries(beside)) {
		const link = sideList(page).getByRole('link', { name: label });
		await link.click();
		await expect(page).toHaveURL(`/settings/${path}`);
		await expect(link).toHaveAttribute('aria-current', 'page');
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	}
});

test('on a phone the current page of the list is in sight', async ({ page, person }) => {
	await page.setViewportSize({ width: 375, height: 700 });
	await signIn(page, person);
	for (const [label, path] of Object.entries(beside)) {
		await page.goto(`/settings/${path}`);
		await expect(sideList(page).getByRole('link', { name: label })).toBeInViewport({ ratio: 1 });
		expect(await page.evaluate(() => scrollY), 'the page itself stays').toBe(0);
	}
	await page.goto('/settings/profile');
	await expect(sideList(page).getByRole('link', { name: 'Profile' })).toBeInViewport({ ratio: 1 });

	// Turned from wide to narrow.
	await page.setViewportSize({ width: 900, height: 375 });
	await page.goto('/settings/account');
	await hydrated(page);
	expect(await page.evaluate(() => scrollY), 'the page itself stays').toBe(0);
	await page.setViewportSize({ width: 375, height: 700 });
	await expect(sideList(page).getByRole('link', { name: 'Account' })).toBeInViewport({ ratio: 1 });
});

test('saving keeps the place and the focus, and is announced', async ({ page, person }) => {
	await page.setViewportSize({ width: 800, height: 500 });
	await signIn(page, person);
	await page.goto('/settings/profile');
	await hydrated(page);
	await name(page).fill('Ada');
	await save(page).click();
	const status = page.getByRole('status').filter({ hasText: 'Your profile is saved.' });
	await expect(status).toBeInViewport();
	await expect(save(page)).toBeFocused();
	await expect(save(page)).toBeInViewport();
});

test('where the button is gone after saving, its section takes focus', async ({ page, person }) => {
	await signIn(page, person);
	await page.goto('/settings/profile');
	await hydrated(page);
	const gif = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64');
	const file = { name: 'dot.gif', mimeType: 'image/gif', buffer: gif };
	await page.getByLabel('Choose a picture').setInputFiles(file);
	await page.getByRole('button', { name: 'Save picture' }).click();
	await expect(page.getByText('Your picture is saved.')).toBeVisible();
	await page.getByRole('button', { name: 'Remove picture' }).click();
	await expect(page.getByText('Your picture is gone.')).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Picture' })).toBeFocused();
});

test('where a row is gone already, what says so takes focus', async ({ page, person, server }) => {
	await createSessions(server, person.email);
	await page.setViewportSize({ width: 800, height: 500 });
	await signIn(page, person);
	await page.goto('/settings/sessions');
	await hydrated(page);
	const row = page.locator('form[id^=revoke-]').last();
	const form = { id: await row.locator('[name=id]').inputValue() };
	const headers = { origin: server.origin };
	await page.request.post('/settings/sessions?/revoke', { form, headers });
	await row.getByRole('button').click();
	await expect(page.getByRole('alert')).toBeFocused();
	await expect(page.getByRole('alert')).toBeInViewport();
});

test.describe('leaving what is not saved', () => {
	test('is asked about, and staying keeps it', async ({ page, person }) => {
		await signIn(page, person);
		const answer = { accept: false };
		const asked = await openProfile(page, answer);
		const security = sideList(page).getByRole('link', { name: 'Security' });
		await name(page).fill('Ada');
		await security.click();
		await expect.poll(() => asked).toEqual(['confirm']);
		await expect(page).toHaveURL('/settings/profile');
		await expect(name(page)).toHaveValue('Ada');

		answer.accept = true;
		await security.click();
		await expect(page).toHaveURL('/settings/security');
		expect(asked).toEqual(['confirm', 'confirm']);
	});

	test('is asked about by the browser when the page is closed', async ({ page, person }) => {
		await signIn(page, person);
		const asked = await openProfile(page, { accept: true });
		await name(page).fill('Ada');
		await page.close({ runBeforeUnload: true });
		await expect.poll(() => asked).toEqual(['beforeunload']);
	});

	test('is no question once it is saved or taken back', async ({ page, person }) => {
		await signIn(page, person);
		const asked = await openProfile(page, { accept: false });
		await name(page).fill('Ada');
		await save(page).click();
		await expect(page.getByText('Your profile is saved.')).toBeVisible();
		await name(page).fill('Grace');
		await name(page).fill('Ada');
		await sideList(page).getByRole('link', { name: 'Security' }).click();
		await expect(page).toHaveURL('/settings/security');
		await page.reload();
		expect(asked).toEqual([]);
	});

	test('is asked about after a refusal', async ({ page, person }) => {
		await signIn(page, person);
		const asked = await openProfile(page, { accept: true });
		await page.getByLabel('Username').fill('!!');
		await save(page).click();
		await expect(page.getByRole('alert')).toBeFocused();
		await sideList(page).getByRole('link', { name: 'Security' }).click();
		await expect(page).toHaveURL('/settings/security');
		expect(asked).toEqual(['confirm']);
	});
});
