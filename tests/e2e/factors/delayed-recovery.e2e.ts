import { bothWays, expect, test } from '../support/fixtures.ts';
import { loseApp, passRecoveryDelay } from '../support/lost-factor.ts';
import { fillSignIn, linkIn, signIn, to } from '../support/steps.ts';

test(
	'a lost second factor: asked for, stopped elsewhere, asked for again, and in after the delay',
	bothWays,
	async ({ page, person, server, mail, newBrowser }) => {
		const elsewhere = await newBrowser();
		await signIn(elsewhere, person);
		await loseApp(server, person.email);
		await page.goto('/sign-in');
		await fillSignIn(page, person);
		await expect(page).toHaveURL(/second-factor/);

		await page.getByRole('link', { name: 'I have none of these any more' }).click();
		await page.getByRole('button', { name: 'Get back in this way' }).click();
		await expect(page.getByText('The time runs as soon as')).toBeVisible();
		await mail.waitFor(to(person.email, /Somebody asks/));
		await elsewhere.goto('/settings/profile');
		await elsewhere.getByRole('link', { name: 'Stop the recovery' }).click();
		await elsewhere.getByRole('button', { name: 'Stop it' }).click();
		await expect(elsewhere.getByText('Stopped.')).toBeVisible();
		await expect(elsewhere.getByRole('link', { name: 'Stop the recovery' })).toBeHidden();
		await mail.waitFor(to(person.email, /was stopped/));

		await page.reload();
		await page.getByRole('button', { name: 'Get back in this way' }).click();
		await expect(page.getByText('The time runs as soon as')).toBeVisible();
		await passRecoveryDelay(server, person.email);
		await page.reload();
		await page.getByRole('button', { name: 'Mail it again' }).click();
		const last = await mail.waitFor(to(person.email, /way back/));
		const token = /finish\?(token=[\w-]+)/.exec(last.text)?.[1];
		await page.goto(`/recover/finish?${token}`);
		await page.getByRole('button', { name: 'Sign in without it' }).click();
		await expect(page).toHaveURL('/settings/security');
		await expect(page.getByText('You are in.')).toBeVisible();
		const told = await mail.waitFor(to(person.email, /opened without/));
		expect(linkIn(told)).toContain('/not-me?token=');

		await elsewhere.goto('/settings/profile');
		await expect(elsewhere.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
		await fillSignIn(elsewhere, person);
		await expect(elsewhere).toHaveURL('/settings/profile');
	}
);
