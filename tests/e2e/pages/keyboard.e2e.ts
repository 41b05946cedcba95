import { expect, test } from '../support/fixtures.ts';
import { createPasskeys } from '../support/people.ts';
import { hydrated } from '../support/steps.ts';
import { tabTo } from '../support/tab-to.ts';

test('signs in, changes things and signs out with the keyboard alone', async ({
	page,
	person,
	server
}) => {
	await createPasskeys(server, person.email);
	const main = page.getByRole('main');
	const press = (key: string) => page.keyboard.press(key);

	await page.goto('/sign-in');
	await hydrated(page);
	await press('Tab');
	await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
	await press('Enter');
	await expect(main).toBeFocused();

	// Refused, corrected from the summary on, and let in.
	await tabTo(page, page.getByLabel('E-mail address'));
	await page.keyboard.type(person.email);
	await press('Enter');
	await expect(page.getByRole('alert')).toBeFocused();
	await tabTo(page, page.getByRole('alert').getByRole('link', { name: 'Enter a password.' }));
	await press('Enter');
	await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
	await page.keyboard.type(person.password);
	await press('Enter');
	await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();

	// The menu, a form, and what it says.
	await tabTo(page, page.getByRole('banner').locator('summary'));
	await press('Enter');
	await tabTo(page, page.getByRole('link', { name: 'Profile', exact: true }));
	await press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: 'Profile' })).toBeVisible();
	await tabTo(page, page.getByLabel('About me'));
	await page.keyboard.type('Bakes bread.');
	await tabTo(page, page.getByRole('radio', { name: 'Only you' }));
	await press('ArrowDown');
	await expect(page.getByRole('radio', { name: 'Everyone' })).toBeChecked();
	await tabTo(page, page.getByRole('button', { name: 'Save profile' }));
	await press('Enter');
	await expect(page.getByText('Your profile is saved.')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Save profile' })).toBeFocused();

	// A box, and the page of codes that it leads to.
	const list = page.getByRole('navigation', { name: 'Settings' });
	await tabTo(page, list.getByRole('link', { name: 'Security' }), 'Shift+Tab');
	await press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: 'Security' })).toBeVisible();
	await tabTo(page, page.getByLabel(/Ask for a second step after my password/));
	await press('Space');
	await tabTo(page, page.getByRole('button', { name: 'Save second step' }));
	await press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: 'Recovery codes' })).toBeVisible();
	await tabTo(page, page.getByLabel('I have kept these codes'));
	await press('Space');
	await tabTo(page, page.getByRole('button', { name: 'Done' }));
	await press('Enter');
	await expect(page.getByText('Each of your recovery codes works once.')).toBeVisible();

	await tabTo(page, page.getByRole('banner').locator('summary'));
	await press('Enter');
	await tabTo(page, page.getByRole('button', { name: 'Sign out' }));
	await press('Enter');
	await expect(page.getByText('You are signed out.')).toBeVisible();
});
