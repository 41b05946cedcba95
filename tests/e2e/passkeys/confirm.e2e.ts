import type { Page } from '@playwright/test';
import { addAuthenticator, givePasskey, signInByPasskey } from '../support/authenticator.ts';
import { bothWays, expect, phoneInTheDark, test } from '../support/fixtures.ts';
import {
	createPasskeys,
	forgetConfirmations,
	forgetPassword,
	newEmail
} from '../support/people.ts';
import { hydrated, linkIn, signIn, signOut, to } from '../support/steps.ts';

test.use(phoneInTheDark);

const confirmButton = (page: Page) => page.getByRole('button', { name: 'Confirm with a passkey' });

test('a security key that is not synced confirms and signs in', async ({
	page,
	person,
	server
}) => {
	const authenticator = await addAuthenticator(page, { transport: 'usb', isSynced: false });
	await signIn(page, person);
	await page.goto('/settings/security');
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await expect(page.getByText('Bound to one device')).toBeVisible();

	await forgetConfirmations(server, person.email);
	await page.goto('/confirm?redirectTo=/settings/security');
	await confirmButton(page).click();
	await expect(page.getByRole('button', { name: 'Add a passkey' })).toBeVisible();

	await authenticator.presence(false);
	await page.goto('/');
	await signOut(page);
	await page.goto('/sign-in');
	await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toBeVisible();
	await authenticator.presence(true);
	await signInByPasskey(page);
	// Unlike one that is synced it counts its uses, and both of them were taken.
	const [key] = await authenticator.credentials();
	expect(key?.signCount).toBeGreaterThan(1);
});

test('a form that waited for the passkey goes on', async ({ page, person, server, mail }) => {
	const next = newEmail('next');
	await signIn(page, person);
	const authenticator = await addAuthenticator(page);
	await givePasskey(server, person.email, authenticator);
	await forgetConfirmations(server, person.email);
	await page.goto('/settings/account');
	await page.getByLabel('New e-mail address').fill(next);
	await page.getByRole('button', { name: 'Send link' }).click();
	await confirmButton(page).click();
	await expect(page.getByText(`We send a link to ${next}.`)).toBeVisible();
	expect(mail.mails.some(to(next))).toBe(false);
	await page.getByRole('button', { name: 'Send link' }).click();
	await expect(page.getByText('A mail is on its way to the new address.')).toBeVisible();

	// Once the address is another, the passkey goes by that.
	await page.goto(linkIn(await mail.waitFor(to(next))));
	await page.getByRole('button', { name: 'Change address' }).click();
	await expect(page.getByText('Your address is changed.')).toBeVisible();
	await expect
		.poll(async () => (await authenticator.credentials()).map((one) => one.userName))
		.toEqual([next]);
});

test(
	'whoever has nothing but a passkey is told what that needs',
	bothWays,
	async ({ page, person, server, javaScriptEnabled }) => {
		await signIn(page, person);
		await createPasskeys(server, person.email);
		await forgetPassword(server, person.email);
		await page.goto('/confirm?redirectTo=/settings/security');
		if (javaScriptEnabled) await hydrated(page);
		await expect(page.getByRole('heading', { name: 'Is it still you?' })).toBeVisible();
		await expect(page.getByLabel('Password', { exact: true })).toHaveCount(0);
		await expect(confirmButton(page)).toHaveCount(javaScriptEnabled ? 1 : 0);
		if (javaScriptEnabled) return;
		// Playwright's Chromium keeps it as text, which nothing finds by what it says.
		expect(await page.locator('noscript').innerHTML()).toContain('That needs JavaScript');
	}
);
