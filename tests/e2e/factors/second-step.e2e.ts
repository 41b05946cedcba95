import type { Page } from '@playwright/test';
import { addAuthenticator, givePasskey } from '../support/authenticator.ts';
import { bothWays, expect, test } from '../support/fixtures.ts';
import type { Person } from '../support/people.ts';
import { askForStep, giveApp, giveRecoveryCode } from '../support/second-factor.ts';
import { fillSignIn, signOut, to } from '../support/steps.ts';

const greeting = (page: Page) => page.getByRole('heading', { name: /Good to see you/ });

async function signInAsFarAsStep(page: Page, person: Person): Promise<void> {
	await page.goto('/sign-in');
	await fillSignIn(page, person);
	await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
}

test(
	'a sign-in goes on by a code of the app, and by a recovery code without it',
	bothWays,
	async ({ page, person, server, mail }) => {
		const code = await giveApp(server, person.email);
		const recovery = await giveRecoveryCode(server, person.email);
		await signInAsFarAsStep(page, person);
		const field = page.getByLabel('Code from your app');
		const submit = page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true });

		// A recovery code in the app's field is told where it belongs.
		await field.fill(recovery);
		await submit.click();
		await expect(page.getByText('That is a recovery code.').first()).toBeVisible();
		const shown = code();
		await field.fill(shown === '000000' ? '000001' : '000000');
		await submit.click();
		await expect(page.getByText("That code isn't right").first()).toBeVisible();
		await mail.waitFor(to(person.email, /Somebody knows your Porchlight password/));
		await field.fill(code().replace(/^.../, '$& '));
		await submit.click();
		await expect(greeting(page)).toBeVisible();

		await signOut(page);
		await signInAsFarAsStep(page, person);
		await page.getByText('Use a recovery code').click();
		await page.getByLabel('Recovery code').fill(recovery.toLowerCase());
		await page.getByRole('button', { name: 'Sign in with this code' }).click();
		await expect(
			page.getByText('You are signed in with one of your last recovery codes').first()
		).toBeVisible();
	}
);

test('a sign-in goes on by a passkey', async ({ page, person, server }) => {
	await page.goto('/sign-in');
	const authenticator = await addAuthenticator(page);
	await givePasskey(server, person.email, authenticator);
	await authenticator.presence(false);
	await askForStep(server, person.email);
	await signInAsFarAsStep(page, person);
	await authenticator.presence(true);
	await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
	await expect(greeting(page)).toBeVisible();
	await page.goto('/settings/sessions');
	await expect(page.getByText(/password \+ passkey “Chrome on Linux”/)).toBeVisible();
});
