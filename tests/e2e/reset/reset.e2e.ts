import { bothWays, everyWay, expect, test } from '../support/fixtures.ts';
import { newEmail, otherPassword } from '../support/people.ts';
import { fillSignIn, linkIn, press, signIn, to } from '../support/steps.ts';

test(
	'sets a new password by mail and ends the old sessions',
	everyWay,
	async ({ page, person, mail, newBrowser }) => {
		const elsewhere = await newBrowser();
		await signIn(elsewhere, person);

		await page.goto('/sign-in');
		await page.getByRole('link', { name: "Can't sign in?" }).click();
		await expect(page).toHaveURL('/forgot-password');
		await page.getByLabel('E-mail address').fill(person.email);
		await page.getByRole('button', { name: 'Send link' }).click();
		await expect(page.getByText('If there is an account with that address')).toBeVisible();

		const link = linkIn(await mail.waitFor(to(person.email, /Set a new/)));
		await page.goto(link);
		await expect(page.getByText(`For ${person.email}.`)).toBeVisible();
		const secret = page.getByLabel('New password', { exact: true });
		await secret.fill('short');
		await press(page.getByRole('button', { name: 'Set password' }));
		await expect(secret).toHaveAccessibleDescription('Use at least 12 characters.');
		await secret.fill(otherPassword);
		await page.getByRole('button', { name: 'Set password' }).click();
		await expect(page.getByText('Your new password is set.')).toBeVisible();

		await fillSignIn(page, person);
		await expect(page.getByRole('alert')).toContainText("don't match");
		await fillSignIn(page, { ...person, password: otherPassword });
		await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
		await mail.waitFor(to(person.email, /was changed/));

		await elsewhere.goto('/settings/profile');
		await expect(elsewhere.getByRole('heading', { name: 'Welcome back' })).toBeVisible();

		await page.goto(link);
		await expect(page.getByText('This link was used already or is too old.')).toBeVisible();
		await page.getByRole('link', { name: 'Ask for a new link' }).click();
		await expect(page).toHaveURL('/forgot-password');
	}
);

test('says the same to an address without an account', bothWays, async ({ page, mail }) => {
	const email = newEmail();
	await page.goto('/forgot-password');
	await page.getByLabel('E-mail address').fill('no address');
	await press(page.getByRole('button', { name: 'Send link' }));
	await expect(page.getByLabel('E-mail address')).toHaveAccessibleDescription(
		/Enter one e-mail address/
	);
	await page.getByLabel('E-mail address').fill(email);
	await page.setViewportSize({ width: 320, height: 256 });
	await page.getByRole('button', { name: 'Send link' }).click();
	const said = page.locator(':focus', { hasText: 'If there is an account with that address' });
	await expect(said, 'heard, and seen at 400 % zoom').toBeInViewport();
	expect(mail.mails.some(to(email))).toBe(false);
});

test(
	'refuses a link used up while its page was open',
	everyWay,
	async ({ page, context, person, mail }) => {
		await page.goto('/forgot-password');
		await page.getByLabel('E-mail address').fill(person.email);
		await page.getByRole('button', { name: 'Send link' }).click();
		const link = linkIn(await mail.waitFor(to(person.email, /Set a new/)));
		const second = await context.newPage();
		for (const tab of [page, second]) {
			await tab.goto(link);
			await tab.getByLabel('New password', { exact: true }).fill(otherPassword);
		}
		await page.getByRole('button', { name: 'Set password' }).click();
		await expect(page.getByText('Your new password is set.')).toBeVisible();
		await second.getByRole('button', { name: 'Set password' }).click();
		await expect(second.getByText('This link was used already or is too old.')).toBeVisible();
	}
);
