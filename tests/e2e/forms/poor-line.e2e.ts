import { flat } from '../../../src/modules/profile/api/avatar/pictures.fixture.ts';
import { expect, test } from '../support/fixtures.ts';
import { otherPassword } from '../support/people.ts';
import { holdBack, hydrated, signIn } from '../support/steps.ts';

const sentence = 'This could not be sent. Check your connection and try again.';

test('without a connection a form says so, and nothing that was typed is lost', async ({
	page,
	person,
	context
}) => {
	await signIn(page, person);
	await page.goto('/settings/profile');
	await hydrated(page);
	const alert = page.getByRole('alert');
	const bio = page.getByLabel('About me');
	const buffer = await flat(90, 90).png().toBuffer();
	const file = { name: 'me.png', mimeType: 'image/png', buffer };
	await page.getByLabel('Choose a picture').setInputFiles(file);
	await bio.fill('Written on a train.');
	await page.getByLabel('Everyone').check();

	await context.setOffline(true);
	await page.getByRole('button', { name: 'Save profile' }).click();
	await expect(alert).toContainText(sentence);
	await page.getByRole('button', { name: 'Save picture' }).click();
	await expect(alert).toHaveText([new RegExp(sentence), new RegExp(sentence)]);
	await expect(bio).toHaveValue('Written on a train.');
	await expect(page.getByLabel('Everyone')).toBeChecked();

	await context.setOffline(false);
	await page.getByRole('button', { name: 'Save picture' }).click();
	await expect(page.getByText('Your picture is saved.')).toBeVisible();
	await page.getByRole('button', { name: 'Save profile' }).click();
	await expect(page.getByText('Your profile is saved.')).toBeVisible();
	await expect(bio).toHaveValue('Written on a train.');

	await page.goto('/settings/security');
	await hydrated(page);
	await page.getByLabel('Current password').fill(person.password);
	await page.getByLabel('New password').fill(otherPassword);
	await context.setOffline(true);
	await page.getByRole('button', { name: 'Save password' }).click();
	await expect(alert).toContainText(sentence);
	await expect(page.getByLabel('Current password')).toHaveValue(person.password);
	await expect(page.getByLabel('New password')).toHaveValue(otherPassword);
	await context.setOffline(false);
	await page.getByRole('button', { name: 'Save password' }).click();
	await expect(page.getByText('Your password is changed.')).toBeVisible();
});

test('a page that is long in coming shows that it comes, and that no longer than it does', async ({
	page,
	person
}) => {
	await signIn(page, person);
	await page.goto('/settings/sessions');
	await hydrated(page);
	const main = page.getByRole('main');
	const letGo = await holdBack(page, '**/settings/activity/__data.json*');
	await page
		.getByRole('navigation', { name: 'Settings' })
		.getByRole('link', { name: 'Activity' })
		.click();
	await expect(main).toHaveAttribute('aria-busy', 'true');
	await expect(page.getByRole('heading', { level: 1, name: 'Sessions' })).toBeVisible();
	letGo();
	await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
	await expect(main).not.toHaveAttribute('aria-busy');
});
