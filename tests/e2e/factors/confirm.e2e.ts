import { codeOfApp } from '../../support/app-code.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { bothWays, expect, test } from '../support/fixtures.ts';
import { forgetConfirmations, newEmail, requireFactor } from '../support/people.ts';
import { giveApp, giveRecoveryCode } from '../support/second-factor.ts';
import { fillSignIn, press, signIn, signOut, to } from '../support/steps.ts';

test(
	'a form waits for a code of the app; without the phone a recovery code does, and a new one is offered',
	bothWays,
	async ({ page, person, server, mail }) => {
		await signIn(page, person);
		const code = await giveApp(server, person.email);
		const recovery = await giveRecoveryCode(server, person.email);
		await forgetConfirmations(server, person.email);
		const next = newEmail('next');
		await page.goto('/settings/account');
		await page.getByLabel('New e-mail address').fill(next);
		await page.getByRole('button', { name: 'Send link' }).click();

		await expect(page.getByText('It asks for a second step')).toBeVisible();
		await expect(page.getByLabel('Password')).toHaveCount(0);
		await page.getByLabel('Code from your app').fill(recovery);
		await press(page.getByRole('button', { name: 'Confirm', exact: true }));
		await expect(page.getByText('That is a recovery code.').first()).toBeVisible();
		await page.getByLabel('Code from your app').fill(code().replace(/^.../, '$& '));
		await page.getByRole('button', { name: 'Confirm', exact: true }).click();
		await page.getByRole('button', { name: 'Send link' }).click();
		await mail.waitFor(to(next));

		await forgetConfirmations(server, person.email);
		await page.goto('/confirm?redirectTo=/settings/connections');
		await page.getByText('Use a recovery code').click();
		await page.getByLabel('Recovery code').fill(recovery.toLowerCase());
		await page.getByRole('button', { name: 'Confirm with a recovery code' }).click();
		await expect(page.getByText('Is your phone gone?')).toBeVisible();
		await page.getByRole('link', { name: 'Go on to what you wanted to do' }).click();
		await expect(page.getByRole('heading', { name: 'Connections' }).first()).toBeVisible();
	}
);

test('an open session sets up the factor that is required, and goes on', async ({
	page,
	person,
	server
}) => {
	await signIn(page, person);
	await requireFactor(server, person.email);
	// Codes are there from before: without them they are shown on the way.
	await giveRecoveryCode(server, person.email);
	await addAuthenticator(page);
	await page.goto('/settings/profile');
	await expect(page.getByText('Your account has to have a second factor.')).toBeVisible();
	await page.getByRole('button', { name: 'Dark' }).click();
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');

	// What proved it before it was required is not enough: the way back is kept.
	await page.goto('/settings/profile');
	await page.getByRole('link', { name: 'Is it still you?' }).first().click();
	await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
	await page.getByRole('button', { name: 'Confirm', exact: true }).click();
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await expect(page.getByLabel('Username')).toBeVisible();
	await signOut(page);
});

test(
	'an account that has to have a factor signs in, sets up an app, keeps its codes and goes on',
	bothWays,
	async ({ page, person, server }) => {
		await requireFactor(server, person.email);
		await page.goto('/sign-in?redirectTo=/settings/profile');
		await fillSignIn(page, person);
		await expect(page.getByText('Your account has to have a second factor.')).toBeVisible();
		const app = page.locator('#totp');
		await app.getByRole('button', { name: 'Set up an app' }).click();
		const key = await app.getByText(/^(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent();
		await app.getByLabel('Code from your app').fill(codeOfApp(key!.replaceAll(' ', '')));
		await app.getByRole('button', { name: 'Confirm code' }).click();

		const codes = page.getByRole('list', { name: 'Your recovery codes' }).getByRole('listitem');
		await expect(codes).toHaveCount(10);
		await page.getByLabel('I have kept these codes').check();
		await page.getByRole('button', { name: 'Done' }).click();
		await expect(page.getByLabel('Username')).toBeVisible();
		await page.goto('/settings/security');
		await expect(page.getByText('It is on, because you have an app for codes.')).toBeVisible();
		await expect(app.getByText('you are asked to set up another before you go on')).toBeVisible();
	}
);
