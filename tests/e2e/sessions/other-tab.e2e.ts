import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { hydrated, signIn, signOut } from '../support/steps.ts';

async function openProfile(page: Page): Promise<void> {
	await page.goto('/settings/profile');
	await hydrated(page);
}

test('who signed out in another tab is shown nowhere', async ({ page, person, context }) => {
	await signIn(page, person);
	await openProfile(page);
	const other = await context.newPage();
	await other.goto('/');
	await signOut(other);
	await page.getByRole('link', { name: 'Activity' }).click();
	await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
	await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
	await expect(page.getByText(person.email)).toHaveCount(0);
});
