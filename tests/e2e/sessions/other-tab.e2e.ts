import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { createPerson } from '../support/people.ts';
import { hydrated, signIn, signOut } from '../support/steps.ts';

const bio = (page: Page) => page.getByLabel('About me');

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

test('a page of another account says so, and changes nothing', async ({
	page,
	server,
	context
}) => {
	const first = await createPerson(server, { displayName: 'First' });
	const second = await createPerson(server, { displayName: 'Second' });
	await signIn(page, first);
	await openProfile(page);
	await bio(page).fill('About the first.');
	const other = await context.newPage();
	await other.goto('/');
	await signOut(other);
	await signIn(other, second);
	await page.getByRole('button', { name: 'Save profile' }).click();
	await expect(page.getByRole('alert')).toContainText('signed in to another account');
	await expect(page.getByRole('banner').locator('summary')).toContainText('Second');
	await expect(bio(page)).toHaveValue('About the first.');
	await openProfile(other);
	await expect(bio(other)).toHaveValue('');
});
