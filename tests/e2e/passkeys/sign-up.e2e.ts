import type { Page } from '@playwright/test';
import { addAuthenticator } from '../support/authenticator.ts';
import { bothWays, expect, phoneInTheDark, test } from '../support/fixtures.ts';
import { newEmail, password } from '../support/people.ts';
import type { ReceivedMail } from '../../support/smtp-sink.ts';
import { codeIn, linkIn, press, signIn, signOut, to } from '../support/steps.ts';

test.use(phoneInTheDark);

/** Fills in the sign-up form and takes the way without a password. */
async function askWithout(page: Page, email: string): Promise<void> {
	await page.goto('/sign-up?redirectTo=/settings/profile');
	await page.getByLabel('E-mail address').fill(email);
	await page.getByRole('button', { name: 'Sign up with a passkey' }).click();
	await expect(page.getByRole('heading', { name: 'Check your inbox' })).toBeVisible();
}

async function enterCode(page: Page, code: string): Promise<void> {
	await page.getByLabel('Code from the mail').fill(code);
	await page.getByRole('button', { name: 'Confirm address' }).click();
	await expect(page.getByRole('heading', { name: 'One step left' })).toBeVisible();
}

const makeButton = (page: Page) => page.getByRole('button', { name: 'Make a passkey' });

test('signs up with nothing but a passkey', async ({ page, mail }) => {
	const authenticator = await addAuthenticator(page);
	const email = newEmail();
	await askWithout(page, email);
	await enterCode(page, codeIn(await mail.waitFor(to(email))));
	await makeButton(page).click();
	await expect(page.getByText('Your account is ready.')).toBeVisible();
	await expect(page).toHaveURL('/settings/profile');
	expect(await authenticator.credentials()).toHaveLength(1);
	expect((await mail.waitFor(to(email, /passkey was added/))).text).toContain(email);
});

test(
	'sets a password where there is no passkey to be had, and nothing else is open before',
	bothWays,
	async ({ page, mail, javaScriptEnabled }) => {
		const email = newEmail();
		await askWithout(page, email);
		await enterCode(page, codeIn(await mail.waitFor(to(email))));
		await expect(makeButton(page)).toHaveCount(javaScriptEnabled ? 1 : 0);
		await page.goto('/settings/security');
		await expect(page.getByRole('heading', { name: 'One step left' })).toBeVisible();
		await expect(page.getByText(`${email} is confirmed.`)).toBeVisible();

		await page.getByLabel('Password', { exact: true }).fill('short');
		await press(page.getByRole('button', { name: 'Set this password' }));
		await expect(page.getByRole('alert')).toBeVisible();
		await page.getByLabel('Password', { exact: true }).fill(password);
		await page.getByRole('button', { name: 'Set this password' }).click();
		await expect(page.getByRole('heading', { name: 'Security' })).toBeVisible();
		await signOut(page);
		await signIn(page, { email, password });
	}
);

test('a cancelled passkey leaves a calm line and the password', async ({ page, mail }) => {
	const authenticator = await addAuthenticator(page);
	await authenticator.verify(false);
	const email = newEmail();
	await askWithout(page, email);
	await enterCode(page, codeIn(await mail.waitFor(to(email))));
	await makeButton(page).click();
	await expect(page.getByRole('status').filter({ hasText: 'No passkey was made.' })).toBeVisible();
	await expect(page.getByRole('alert')).toHaveCount(0);
	await expect(makeButton(page)).toBeFocused();
	await expect(page.getByLabel('Password', { exact: true })).toBeVisible();

	await authenticator.verify(true);
	await makeButton(page).click();
	await expect(page).toHaveURL('/settings/profile');
});

test('the link opened in another browser leads to the passkey there', async ({
	page,
	mail,
	newBrowser
}) => {
	const email = newEmail();
	await askWithout(page, email);
	const other = await newBrowser();
	await addAuthenticator(other);
	await other.goto(linkIn(await mail.waitFor(to(email))));
	await expect(other.getByLabel('Password')).toHaveCount(0);
	await other.getByRole('button', { name: 'Confirm and continue' }).click();
	await makeButton(other).click();
	await expect(other).toHaveURL('/settings/profile');
});

test('whoever closes the tab proves the address again', async ({ page, mail, newBrowser }) => {
	const email = newEmail();
	await askWithout(page, email);
	const first = codeIn(await mail.waitFor(to(email)));
	await enterCode(page, first);
	await page.context().clearCookies();

	const later = await newBrowser();
	await addAuthenticator(later);
	await askWithout(later, email);
	const isNext = (one: ReceivedMail) => to(email)(one) && codeIn(one) !== first;
	await enterCode(later, codeIn(await mail.waitFor(isNext)));
	await makeButton(later).click();
	await expect(later).toHaveURL('/settings/profile');
});
