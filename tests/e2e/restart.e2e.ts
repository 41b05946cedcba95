import { expect, test } from './support/own-server.ts';
import { newEmail, newUsername, password } from './support/people.ts';
import { askToSignUp, codeIn, to } from './support/steps.ts';

test('survives a restart: session, profile and all', async ({ page, mail, server }) => {
	const email = newEmail();
	const username = newUsername();
	await askToSignUp(page, { email, password });
	await page.getByLabel('Code from the mail').fill(codeIn(await mail.waitFor(to(email))));
	await page.getByRole('button', { name: 'Confirm address' }).click();
	await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
	await page.goto('/settings/profile');
	await page.getByLabel('Display name').fill('Ada');
	await page.getByLabel('Username').fill(username);
	await page.getByRole('radio', { name: 'Everyone' }).check();
	// The new name is also told to whoever keeps the person's passkeys.
	const told = page.waitForResponse(/\/settings\/security\/signals$/);
	await page.getByRole('button', { name: 'Save profile' }).click();
	await expect(page.getByText('Your profile is saved.')).toBeVisible();
	await told;

	expect(await server.stop()).toBe(0);
	await server.start();

	await page.goto('/');
	await expect(page.getByRole('heading', { name: 'Good to see you, Ada' })).toBeVisible();
	await page.goto(`/u/${username}`);
	await expect(page.getByRole('heading', { name: 'Ada' })).toBeVisible();
});
