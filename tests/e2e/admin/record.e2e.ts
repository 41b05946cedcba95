import { createAdmin } from '../support/admins.ts';
import { check } from '../support/check-page.ts';
import { expect, test } from '../support/fixtures.ts';
import { fillSignIn } from '../support/steps.ts';

test('whoever runs the site finds in the record what happened, and to whom', async ({
	page,
	person,
	server
}) => {
	const admin = await createAdmin(server);
	await page.goto('/sign-in?redirectTo=/admin/record');
	await fillSignIn(page, admin);
	await page.getByLabel('Code from your app').fill(admin.code());
	await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'Record', exact: true })).toBeVisible();

	await page.getByLabel('E-mail address of the person').fill(person.email);
	await page.getByRole('button', { name: 'Search' }).click();
	await expect(page.getByText('Nothing like that happened.')).toBeVisible();
	await page.getByLabel('E-mail address of the person').fill('');
	await page.getByLabel('Done by').selectOption(admin.email);
	await page.getByLabel('Kind').selectOption('Account');
	await page.getByRole('button', { name: 'Search' }).click();
	const rows = page.getByRole('main').getByRole('listitem').filter({ hasText: 'No. ' });
	await expect(rows).toHaveCount(1);
	await expect(rows).toContainText('Account looked at');
	await expect(rows).toContainText(person.email);
	await expect(page.getByLabel('Kind')).toHaveValue('account');
	await check(page, 'admin-record');
});
