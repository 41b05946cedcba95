import { bothWays, expect, test } from '../support/fixtures.ts';
import { otherPassword } from '../support/people.ts';
import { signIn } from '../support/steps.ts';

test(
	'says what happened, and takes a sign-in back that was somebody else',
	bothWays,
	async ({ page, person, newBrowser, javaScriptEnabled }) => {
		await signIn(page, person);
		const thief = await newBrowser();
		await signIn(thief, person);

		await page.goto('/settings/activity');
		const rows = page.getByRole('main').getByRole('listitem').filter({ hasText: ' · ' });
		await expect(rows).toHaveCount(2);
		await expect(rows.first()).toContainText('Signed in: password, on a new browser');
		await expect(rows.last()).toContainText('this device');
		await expect(page.getByRole('button', { name: 'This was not me' })).toHaveCount(1);

		await page.goto('/settings/activity?kind=account');
		await expect(page.getByText('Nothing of this kind happened')).toBeVisible();
		await page.getByRole('link', { name: 'Sign-ins' }).click();
		await expect(rows).toHaveCount(2);
		if (javaScriptEnabled !== false) {
			await expect(page.getByRole('link', { name: 'Sign-ins' })).toBeFocused();
		}

		await page.getByRole('button', { name: 'This was not me' }).click();
		await expect(page.getByText('Every other device is signed out.')).toBeVisible();
		await page.getByLabel('Current password', { exact: true }).fill(person.password);
		await page.getByLabel('New password', { exact: true }).fill(otherPassword);
		await page.getByRole('button', { name: 'Save password' }).click();
		await expect(page.getByText('Your password is changed.')).toBeVisible();
		await thief.goto('/settings/activity');
		await expect(thief.getByRole('heading', { name: 'Welcome back' })).toBeVisible();

		await page.goto('/settings/activity');
		await expect(page.getByText('Password changed')).toBeVisible();
		await expect(page.getByText(/reported as someone else's/)).toBeVisible();
	}
);
