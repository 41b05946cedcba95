import { bothWays, expect, test } from '../support/fixtures.ts';
import { signIn } from '../support/steps.ts';

test('switches theme and language without a flash', bothWays, async ({ page }) => {
	await page.goto('/sign-in?redirectTo=/settings/profile');
	const html = page.locator('html');
	const theme = page.getByRole('group', { name: 'Theme' });
	await expect(theme.getByRole('button', { name: 'As on this device' })).toHaveAttribute(
		'aria-pressed',
		'true'
	);
	await theme.getByRole('button', { name: 'Dark' }).click();
	await expect(html).toHaveAttribute('data-theme', 'dark');
	await expect(page).toHaveURL('/sign-in?redirectTo=/settings/profile');

	await page.getByRole('button', { name: 'Deutsch' }).click();
	await expect(html).toHaveAttribute('lang', 'de');
	await expect(page.getByRole('heading', { name: 'Willkommen zurück' })).toBeVisible();
	await expect(page.getByRole('group', { name: 'Darstellung' })).toBeVisible();

	// Right from the first byte: nothing is left for a script to change.
	const answer = await page.request.get('/forgot-password');
	expect(await answer.text()).toMatch(/<html lang="de" data-theme="dark">/);
});

test('asks the browser for its language', async ({ newBrowser }) => {
	const page = await newBrowser({ locale: 'de-AT' });
	await page.goto('/sign-up');
	await expect(page.locator('html')).toHaveAttribute('lang', 'de');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Konto erstellen');
});

test('keeps the page whose form has failed', bothWays, async ({ page, person }) => {
	await signIn(page, person);
	await page.goto('/settings/profile');
	await page.getByLabel('Username').fill('!!');
	await page.getByRole('button', { name: 'Save profile' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await page.getByRole('button', { name: 'Deutsch' }).click();
	await expect(page).toHaveURL('/settings/profile');
	await expect(page.locator('html')).toHaveAttribute('lang', 'de');
});
