import { bothWays, expect, test } from '../support/fixtures.ts';
import {
	forgetConfirmations,
	newEmail,
	otherPassword,
	password,
	suspend
} from '../support/people.ts';
import { fillSignIn, hydrated, linkIn, signIn, to } from '../support/steps.ts';
import { siteSlug } from '../../../src/lib/site-slug.ts';

test(
	'changes the address after a confirmation, and the old one takes it back',
	bothWays,
	async ({ page, person, mail, server, newBrowser }) => {
		const next = newEmail('next');
		await signIn(page, person);
		await forgetConfirmations(server, person.email);
		await page.goto('/settings/account');
		await page.getByLabel('New e-mail address').fill(next);
		await page.getByRole('button', { name: 'Send link' }).click();

		await page.getByLabel('Password', { exact: true }).fill(person.password);
		await page.getByRole('button', { name: 'Confirm' }).click();
		await expect(page.getByText(`We send a link to ${next}.`)).toBeVisible();
		expect(mail.mails.some(to(next))).toBe(false);
		await page.getByRole('button', { name: 'Send link' }).click();
		await expect(
			page.locator(':focus', { hasText: 'A mail is on its way to the new address.' })
		).toBeInViewport();

		await page.goto(linkIn(await mail.waitFor(to(next))));
		await page.getByRole('button', { name: 'Change address' }).click();
		await expect(page.getByText('Your address is changed.')).toBeVisible();
		await expect(page.getByText(`You sign in with ${next}.`)).toBeVisible();

		const owner = await newBrowser();
		await owner.goto(linkIn(await mail.waitFor(to(person.email, /address was changed/))));
		await expect(owner.getByText(`${person.email} is your address again.`)).toBeVisible();
		await owner.getByRole('button', { name: 'Undo the change' }).click();
		await expect(owner.getByText('Everybody is signed out.')).toBeVisible();
		await page.goto('/settings/account');
		await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();

		await owner.goto(linkIn(await mail.waitFor(to(person.email, /yours again/))));
		await owner.getByLabel('New password', { exact: true }).fill(otherPassword);
		await owner.getByRole('button', { name: 'Set password' }).click();
		await expect(owner.getByText('Your new password is set.')).toBeVisible();
		await fillSignIn(owner, { email: person.email, password: otherPassword });
		await expect(owner.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
	}
);

test('closes the account, and a sign-in reopens it', bothWays, async ({ page, person, mail }) => {
	await signIn(page, person);
	await page.goto('/settings/account');
	await page.getByText('Delete account…').click();
	await page.getByRole('button', { name: 'Delete my account' }).click();
	await expect(page.getByText('Your account is closed.')).toBeVisible();
	await mail.waitFor(to(person.email, /is closed/));
	await page.goto('/settings/account');
	await fillSignIn(page, person);
	await expect(page.getByRole('heading', { name: 'Your account is closed' })).toBeVisible();
	await page.getByRole('button', { name: 'Reopen my account' }).click();
	await expect(page.getByText('Your account is open again.')).toBeVisible();
	await mail.waitFor(to(person.email, /open again/));
});

test(
	'takes the archive of a suspended account, and closes it',
	bothWays,
	async ({ page, person, mail, server }) => {
		await suspend(server, person.email);
		await page.goto('/settings/account');
		await fillSignIn(page, person);
		await expect(page.getByRole('heading', { name: 'Your account is suspended' })).toBeVisible();
		const started = page.waitForEvent('download');
		await page.getByRole('link', { name: 'Download archive' }).click();
		expect((await started).suggestedFilename()).toMatch(new RegExp(`^${siteSlug}-.*\\.zip$`));
		await page.getByText('Delete account…').click();
		await page.getByRole('button', { name: 'Delete my account' }).click();
		await expect(page.getByText('It is closed as well')).toBeVisible();
		await expect(page.getByText('Delete account…')).toHaveCount(0);
		await mail.waitFor(to(person.email, /is closed/));
		await page.goto('/settings/account');
		await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
	}
);

test('says that the account is open again in its own language', async ({
	page,
	person,
	newBrowser
}) => {
	await signIn(page, person);
	await page.goto('/settings/preferences');
	await page.getByLabel('Language', { exact: true }).selectOption('de');
	await page.getByRole('button', { name: 'Save preferences' }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'de');
	await page.goto('/settings/account');
	await page.getByRole('main').locator('summary').click();
	await page.getByRole('button', { name: 'Mein Konto löschen' }).click();
	await expect(page.getByText('Ihr Konto ist geschlossen.')).toBeVisible();

	const browser = await newBrowser();
	await browser.goto('/sign-in');
	await hydrated(browser);
	await fillSignIn(browser, person);
	await browser.getByRole('button', { name: 'Reopen my account' }).click();
	await expect(browser.locator('html')).toHaveAttribute('lang', 'de');
	await expect(browser.getByText('Ihr Konto ist wieder offen.')).toBeVisible();
});

test(
	'secures the account by the link of a mail on a new browser',
	bothWays,
	async ({ page, person, mail, newBrowser }) => {
		const thief = await newBrowser();
		await signIn(thief, person);
		await page.goto(linkIn(await mail.waitFor(to(person.email, /New sign-in/))));
		await expect(page.getByText('Everybody is signed out, on every device.')).toBeVisible();
		await page.getByRole('button', { name: 'Secure my account' }).click();
		await expect(page.getByText('We have sent you a mail with a link')).toBeVisible();
		await thief.goto('/settings/profile');
		await fillSignIn(thief, person);
		await expect(thief.getByRole('alert')).toContainText("don't match");
		await mail.waitFor(to(person.email, /yours again/));
	}
);

test(
	'brings back what was typed when the session had ended',
	bothWays,
	async ({ page, context, person }) => {
		await signIn(page, person);
		await page.goto('/settings/profile');
		await page.getByLabel('About me').fill('A long story');
		await context.clearCookies({ name: 'session' });
		await page.getByRole('button', { name: 'Save profile' }).click();
		await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
		await fillSignIn(page, { email: person.email, password });
		await expect(page.getByText('What you typed is back')).toBeVisible();
		await expect(page.getByLabel('About me')).toHaveValue('A long story');
		await page.getByRole('button', { name: 'Save profile' }).click();
		await expect(page.getByText('Your profile is saved.')).toBeVisible();
	}
);

test('downloads everything that is held', bothWays, async ({ page, person }) => {
	await signIn(page, person);
	await page.goto('/settings/account');
	const started = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Download archive' }).click();
	expect((await started).suggestedFilename()).toMatch(
		new RegExp(`^${siteSlug}-\\d{4}-\\d\\d-\\d\\d\\.zip$`)
	);
});

test(
	'says from when the next archive is possible, after five',
	bothWays,
	async ({ page, person }) => {
		await signIn(page, person);
		for (let time = 0; time < 5; time += 1) await page.request.get('/settings/account/export');
		await page.goto('/settings/account');
		await page.getByRole('link', { name: 'Download archive' }).click();
		await expect(
			page.getByRole('heading', { name: 'That was the fifth archive in a day' })
		).toBeVisible();
		await page.getByRole('link', { name: 'Back to your account' }).click();
		await expect(page.getByRole('heading', { name: 'Account', exact: true })).toBeVisible();
	}
);

test(
	'asks for a confirmation before a download, on a page and not in a file',
	bothWays,
	async ({ page, person, server }) => {
		await signIn(page, person);
		await page.goto('/settings/account');
		await forgetConfirmations(server, person.email);
		await page.getByRole('link', { name: 'Download archive' }).click();
		await page.getByLabel('Password', { exact: true }).fill(person.password);
		await page.getByRole('button', { name: 'Confirm' }).click();
		const started = page.waitForEvent('download');
		await page.getByRole('link', { name: 'Download archive' }).click();
		expect((await started).suggestedFilename()).toContain('.zip');
	}
);
