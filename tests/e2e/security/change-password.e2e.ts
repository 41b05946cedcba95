import { bothWays, expect, test } from '../support/fixtures.ts';
import { otherPassword } from '../support/people.ts';
import { press, signIn, to } from '../support/steps.ts';

test(
	'changes the password and signs other devices out',
	bothWays,
	async ({ page, person, mail, newBrowser }) => {
		const elsewhere = await newBrowser();
		await signIn(elsewhere, person);
		await signIn(page, person);
		await page.goto('/settings/security');
		const current = page.getByLabel('Current password', { exact: true });
		const next = page.getByLabel('New password', { exact: true });
		const save = page.getByRole('button', { name: 'Save password' });

		await press(save);
		await expect(page.getByRole('alert')).toContainText('A few things need correcting.');
		await expect(current).toHaveAccessibleDescription('Enter your current password.');
		await expect(next).toHaveAccessibleDescription('Enter a new password.');

		await current.fill(otherPassword);
		await next.fill(otherPassword);
		await press(save);
		await expect(current).toHaveAccessibleDescription(/That is not your current password/);
		await current.fill(person.password);
		await next.fill('short');
		await press(save);
		await expect(next).toHaveAccessibleDescription('Use at least 12 characters.');

		await current.fill(person.password);
		await next.fill(otherPassword);
		await save.click();
		await expect(page.getByText('Your password is changed.')).toBeVisible();
		await expect(current).toHaveValue('');
		await mail.waitFor(to(person.email, /was changed/));

		await elsewhere.goto('/settings/security');
		await expect(elsewhere.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
		await page.reload();
		await expect(save).toBeVisible();
	}
);

test('confirms by password and comes back', bothWays, async ({ page, person }) => {
	await signIn(page, person);
	await page.goto('/confirm?redirectTo=/settings/security');
	const secret = page.getByLabel('Password', { exact: true });
	await secret.fill(otherPassword);
	await press(page.getByRole('button', { name: 'Confirm' }));
	await expect(secret).toHaveAccessibleDescription(/That is not your current password/);
	await expect(page).toHaveURL(/redirectTo=/);
	await secret.fill(person.password);
	await page.getByRole('button', { name: 'Confirm' }).click();
	await expect(page).toHaveURL('/settings/security');
	await expect(page.getByRole('heading', { name: 'Security', exact: true })).toBeVisible();
});
