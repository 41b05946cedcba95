import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { fillSignIn, hydrated, signIn } from '../support/steps.ts';

/** As the browser tells a page whose tab or window somebody comes back to. */
const comeBackTo = (page: Page) => page.evaluate(() => dispatchEvent(new Event('focus')));

async function endOtherSessions(page: Page): Promise<void> {
	await page.goto('/settings/sessions');
	await page.getByRole('button', { name: 'End all other sessions' }).click();
	await expect(page.getByText('Only this device is still signed in.')).toBeVisible();
}

test('an open tab whose session was ended elsewhere loses what is private, not what was typed', async ({
	page,
	person,
	context,
	newBrowser
}) => {
	const elsewhere = await newBrowser();
	await signIn(page, person);
	await page.goto('/settings/account');
	await hydrated(page);
	await expect(page.getByRole('main').getByText(person.email)).toBeVisible();
	await signIn(elsewhere, person);
	await endOtherSessions(elsewhere);

	await comeBackTo(page);
	await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
	await expect(page).toHaveURL('/sign-in?redirectTo=%2Fsettings%2Faccount');
	await expect(page.getByText(person.email)).toHaveCount(0);
	await fillSignIn(page, person);
	await expect(page).toHaveURL('/settings/account');

	await page.getByRole('main').getByRole('link', { name: 'Preferences' }).click();
	await expect(page).toHaveURL('/settings/preferences');
	await endOtherSessions(elsewhere);
	await page.goBack();
	await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
	await fillSignIn(page, person);
	await expect(page.getByRole('heading', { name: 'Account', level: 1 })).toBeVisible();
	await expect(page).toHaveURL('/settings/account');

	await page.goto('/settings/profile');
	await hydrated(page);
	const bio = page.getByLabel('About me');
	const rest = page.getByRole('main').getByRole('link', { name: 'Activity' });
	await expect(rest).toBeVisible();
	await bio.fill('Half a sentence');
	await endOtherSessions(elsewhere);
	await comeBackTo(page);
	await expect(page.getByRole('alert')).toContainText('You are signed out');
	await expect(bio).toHaveValue('Half a sentence');
	await expect(rest).toBeHidden();
	await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();

	const opened = context.waitForEvent('page');
	await page.getByRole('link', { name: 'Sign in in a new tab' }).click();
	const tab = await opened;
	await fillSignIn(tab, person);
	await expect(tab.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
	await comeBackTo(page);
	await expect(rest).toBeVisible();
	await page.getByRole('button', { name: 'Save profile' }).click();
	await expect(page.getByText('Your profile is saved.')).toBeVisible();
	await expect(bio).toHaveValue('Half a sentence');
});
