import { check } from '../support/check-page.ts';
import { bothWays, expect, test } from '../support/fixtures.ts';
import { signIn } from '../support/steps.ts';

test('a note is kept, is still there later, and is deleted', bothWays, async ({ page, person }) => {
	await signIn(page, person);
	await page.goto('/settings/profile');
	await page
		.getByRole('navigation', { name: 'Settings' })
		.getByRole('link', { name: 'Notes' })
		.click();
	await expect(page.getByText('Nothing yet.')).toBeVisible();
	await page.getByLabel('Note', { exact: true }).fill('Buy a lamp');
	await page.getByRole('button', { name: 'Keep the note' }).click();
	await expect(page.getByText('Your note is kept.')).toBeVisible();
	await page.reload();
	const row = page.getByRole('listitem').filter({ hasText: 'Buy a lamp' });
	await expect(row).toBeVisible();
	await row.getByRole('button', { name: 'Delete' }).click();
	await expect(page.getByText('The note is gone.')).toBeVisible();
	await expect(row).toHaveCount(0);
});

test('its page is accessible and fits', async ({ page, person }) => {
	await signIn(page, person);
	await page.goto('/settings/notes');
	await check(page, 'notes');
});
