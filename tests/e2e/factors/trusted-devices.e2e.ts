import { bothWays, expect, test } from '../support/fixtures.ts';
import { giveApp } from '../support/second-factor.ts';
import { fillSignIn, signIn, signOut } from '../support/steps.ts';

test(
	'a trusted browser is asked for no code until the trust ends',
	bothWays,
	async ({ page, person, server }) => {
		const code = await giveApp(server, person.email);
		const askedForCode = page.getByLabel('Code from your app');
		await page.goto('/sign-in');
		await fillSignIn(page, person);
		await askedForCode.fill(code());
		const tick = page.getByLabel('Do not ask again in this browser for 30 days');
		await expect(tick).not.toBeChecked();
		await tick.check();
		await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
		await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();

		await signOut(page);
		await signIn(page, person);

		await page.goto('/settings/sessions');
		const trusted = page
			.getByRole('main')
			.getByRole('listitem')
			.filter({ hasText: 'Trusted since' });
		await expect(trusted).toContainText('this device');
		await trusted.getByRole('button', { name: 'End trust' }).click();
		await expect(page.getByText('That browser is asked for the second step again.')).toBeVisible();
		await expect(trusted).toHaveCount(0);

		await signOut(page);
		await page.goto('/sign-in');
		await fillSignIn(page, person);
		await expect(askedForCode).toBeVisible();
	}
);
