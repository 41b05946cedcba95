import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { hydrated, signIn } from '../support/steps.ts';

/** Opens a page whose scripts come late: what is done in between is done without them. */
async function open(page: Page, path: string, early: () => Promise<unknown>): Promise<void> {
	let letGo = () => {};
	const gate = new Promise<void>((resolve) => (letGo = resolve));
	const scripts = '**/_app/immutable/**/*.js';
	await page.route(scripts, async (route) => {
		await gate;
		await route.continue();
	});
	await page.goto(path, { waitUntil: 'commit' });
	await early();
	await expect(page.locator('#svelte-announcer')).toHaveCount(0);
	letGo();
	await hydrated(page);
	await page.unroute(scripts);
}

test('keeps an address that was typed before the scripts came', async ({ page, person }) => {
	const address = page.getByLabel('E-mail address');
	const secret = page.getByLabel('Password', { exact: true });
	await open(page, '/sign-in', async () => {
		await address.fill(person.email);
		await secret.fill(person.password);
	});
	await expect(address).toHaveValue(person.email);
	await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
});

test('keeps what was changed in a profile before the scripts came', async ({ page, person }) => {
	await signIn(page, person);
	await open(page, '/settings/profile', async () => {
		await page.getByLabel('Display name').fill('Ada, early');
		await page.getByLabel('About me').fill('Before the scripts.');
		await page.getByLabel('Everyone').check();
	});
	await expect(page.getByLabel('Display name')).toHaveValue('Ada, early');
	await expect(page.getByLabel('About me')).toHaveValue('Before the scripts.');
	await expect(page.getByLabel('Everyone')).toBeChecked();
	await page.getByRole('button', { name: 'Save profile' }).click();
	await expect(page.getByText('Your profile is saved.')).toBeVisible();
	await page.reload();
	await expect(page.getByLabel('About me')).toHaveValue('Before the scripts.');
	await expect(page.getByLabel('Everyone')).toBeChecked();
});

test('keeps preferences that were chosen before the scripts came', async ({ page, person }) => {
	await signIn(page, person);
	const theme = page.getByLabel('Theme', { exact: true });
	const zone = page.getByLabel('Time zone', { exact: true });
	const notify = page.getByRole('checkbox');
	await open(page, '/settings/preferences', async () => {
		await theme.selectOption('dark');
		await zone.selectOption('Asia/Tokyo');
		await notify.uncheck();
	});
	await expect(theme).toHaveValue('dark');
	await expect(zone).toHaveValue('Asia/Tokyo');
	await expect(notify).not.toBeChecked();
});

test('leaves open what was opened before the scripts came', async ({ page, person }) => {
	await signIn(page, person);
	const [menu, closing] = [page.locator('header details'), page.locator('main details')];
	await open(page, '/settings/account', async () => {
		await closing.locator('summary').click();
		await menu.locator('summary').click();
	});
	await expect(menu).toHaveAttribute('open');
	await expect(closing).toHaveAttribute('open');
	await page.getByRole('link', { name: 'Security' }).first().click();
	await expect(page).toHaveURL('/settings/security');
	await expect(menu).not.toHaveAttribute('open');
});
