import type { Page } from '@playwright/test';
import { createAdmin } from '../support/admins.ts';
import { bothWays, expect, test } from '../support/fixtures.ts';
import { fillSignIn, press, signIn, to } from '../support/steps.ts';

/** Signs an admin in, by password and code, and opens a page of theirs. */
async function enter(page: Page, admin: Awaited<ReturnType<typeof createAdmin>>): Promise<void> {
	await page.goto('/admin/people');
	await fillSignIn(page, admin);
	await page.getByLabel('Code from your app').fill(admin.code());
	await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible();
}

/** Opens one of the acts on the page of a person, says why, and does it. */
async function act(page: Page, name: string, reason: string): Promise<void> {
	await page.locator('summary').filter({ hasText: name }).click();
	const form = page.locator('details[open] form').last();
	await form.getByLabel('Reason').fill(reason);
	await press(form.getByRole('button', { name }));
}

test(
	'an admin finds somebody, suspends them and lifts it; they are told, and locked out meanwhile',
	bothWays,
	async ({ page, person, server, mail, newBrowser, javaScriptEnabled }) => {
		const theirs = await newBrowser({ javaScriptEnabled });
		await signIn(theirs, person);
		const admin = await createAdmin(server);
		await enter(page, admin);
		await page.getByLabel('Address, username or name').fill(person.email.slice(0, -4));
		await page.getByRole('button', { name: 'Find' }).click();
		await page.getByRole('link', { name: person.email }).click();
		await expect(page.getByRole('heading', { name: person.email, level: 1 })).toBeVisible();

		await act(page, 'Suspend', '');
		await expect(page.getByText('Say why, in a few words.').first()).toBeVisible();
		await page.locator('#suspend-reason').fill('Spam, ticket 12');
		await press(page.getByRole('button', { name: 'Suspend' }));
		await expect(page.getByText('Done. It is recorded').first()).toBeVisible();
		await mail.waitFor(to(person.email, /account is suspended/));
		await theirs.goto('/settings/profile');
		await fillSignIn(theirs, person);
		await expect(theirs.getByRole('heading', { name: 'Your account is suspended' })).toBeVisible();

		await act(page, 'Lift the suspension', 'Sorted out, ticket 12');
		await expect(page.getByText('Done. It is recorded').first()).toBeVisible();
		await signIn(theirs, person);
		await theirs.goto('/settings/activity');
		await expect(theirs.getByText('by the people who run this site').first()).toBeVisible();
	}
);

test.describe(() => {
	test.use({ complaint: /404/ });
	test('for anybody else there is no such page, and nothing leads there', async ({
		page,
		person
	}) => {
		await signIn(page, person);
		await page.getByRole('banner').locator('summary').click();
		await expect(page.getByRole('link', { name: 'Administration' })).toHaveCount(0);
		await page.goto('/admin/people');
		await expect(
			page.getByRole('heading', { name: 'There is nothing at this address' })
		).toBeVisible();
	});
});
