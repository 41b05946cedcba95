import type { Page } from '@playwright/test';
import { createAdmin } from '../support/admins.ts';
import { check } from '../support/check-page.ts';
import { bothWays, expect, test } from '../support/fixtures.ts';
import { newEmail, password } from '../support/people.ts';
import type { AppServer } from '../support/server.ts';
import { fillSignIn, linkIn, press, to } from '../support/steps.ts';

/** Somebody who runs the site, on the page of invitations. */
async function openAsAdmin(page: Page, server: AppServer) {
	const admin = await createAdmin(server);
	await page.goto('/admin/invitations');
	await fillSignIn(page, admin);
	await page.getByLabel('Code from your app').fill(admin.code());
	await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'Invitations' })).toBeVisible();
	return admin;
}

test(
	'an admin invites somebody, who chooses a password and is in',
	bothWays,
	async ({ page, server, mail, newBrowser }) => {
		const admin = await openAsAdmin(page, server);
		const email = newEmail();
		await page.getByLabel('E-mail address').fill(admin.email);
		await press(page.getByRole('button', { name: 'Invite' }));
		await expect(page.getByText('has an account already').first()).toBeVisible();
		await page.getByLabel('E-mail address').fill(email);
		await page.getByRole('button', { name: 'Invite' }).click();
		await expect(page.getByText('The invitation is on its way.')).toBeVisible();

		const guest = await newBrowser();
		const link = linkIn(await mail.waitFor(to(email, /invited/)));
		await guest.goto(link);
		await expect(guest.getByRole('heading', { name: 'You are invited' })).toBeVisible();
		await guest.getByLabel('Password', { exact: true }).fill(password);
		await guest.getByRole('button', { name: 'Create account' }).click();
		await expect(guest.getByText('Your account is ready.')).toBeVisible();
		await guest.goto('/admin/invitations');
		await expect(
			guest.getByRole('heading', { name: 'There is nothing at this address' })
		).toBeVisible();
		await guest.goto(link);
		await expect(guest.getByText(`You are signed in as ${email}`)).toBeVisible();
		const stranger = await newBrowser();
		await stranger.goto(link);
		await expect(stranger.getByText('This invitation can')).toBeVisible();

		await page.reload();
		const row = page.getByRole('listitem').filter({ hasText: email });
		await expect(row).toContainText('Used');
		await expect(row.getByRole('button')).toHaveCount(0);
	}
);

test('the page of invitations is accessible and fits', async ({ page, server, context }) => {
	await openAsAdmin(page, server);
	await page.getByLabel('E-mail address').fill(newEmail('somebody-with-a-rather-long-name'));
	await page.getByRole('button', { name: 'Invite' }).click();
	const row = page.getByRole('listitem').filter({ hasText: 'somebody' }).first();
	await row.getByRole('button', { name: 'Send again' }).click();
	await expect(page.getByText('goes out once more')).toBeVisible();
	await context.addCookies([{ name: 'locale', value: 'de', url: server.origin }]);
	await page.goto('/admin/invitations');
	await check(page, 'admin-invitations-de');
});
