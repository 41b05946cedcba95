import { bothWays, everyWay, expect, test } from '../support/fixtures.ts';
import { otherPassword } from '../support/people.ts';
import { fillSignIn, hydrated, signIn, signOut } from '../support/steps.ts';

test('comes back to the page that asked for it', everyWay, async ({ page, person }) => {
	await page.goto('/settings/security?from=mail');
	await expect(page).toHaveURL(
		`/sign-in?${new URLSearchParams({ redirectTo: '/settings/security?from=mail' })}`
	);
	await fillSignIn(page, { ...person, password: otherPassword });
	await expect(page.getByRole('alert')).toContainText("don't match");
	await fillSignIn(page, person);
	await expect(page).toHaveURL('/settings/security?from=mail');
	await expect(page.getByRole('heading', { name: 'Security', exact: true })).toBeVisible();
});

test(
	'keeps the address after a wrong password, not the password',
	everyWay,
	async ({ page, person }) => {
		await page.goto('/sign-in');
		await fillSignIn(page, { ...person, password: otherPassword });
		await expect(page.getByRole('alert')).toHaveText(
			/That address and password don't match\. Try again, or reset your password\./
		);
		await expect(page.getByLabel('E-mail address')).toHaveValue(person.email);
		await fillSignIn(page, person);
		await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
	}
);

test('says the same of an address without an account', bothWays, async ({ page }) => {
	await page.goto('/sign-in');
	await fillSignIn(page, { email: 'nobody-here@example.com', password: otherPassword });
	await expect(page.getByRole('alert')).toContainText("That address and password don't match.");
});

test('shows nothing private by Back after signing out', bothWays, async ({ page, person }) => {
	await signIn(page, person);
	await page.goto('/settings/profile');
	await expect(page.getByLabel('Display name')).toBeVisible();
	await signOut(page);
	await page.goBack();
	await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
	await expect(page.getByText(person.email)).toHaveCount(0);
});

test('lights the porch lamp once the password is accepted', async ({ page, person }) => {
	await page.goto('/sign-in');
	await hydrated(page);
	const glow = () =>
		page
			.locator('.lamp-glow')
			.first()
			.evaluate((stop) => getComputedStyle(stop).stopColor);
	const low = await glow();
	await fillSignIn(page, { ...person, password: otherPassword });
	// Comes last: the page has been asked for anew by then, and what is held back below is the next.
	await expect(page.getByRole('alert')).toBeFocused();
	expect(await glow()).toBe(low);

	let arrive = () => {};
	const nextPage = new Promise<void>((resolve) => (arrive = resolve));
	await page.route('**/__data.json*', async (route) => {
		await nextPage;
		await route.continue();
	});
	await fillSignIn(page, person);
	await expect.poll(glow).not.toBe(low);
	arrive();
	await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
});

test('has no sign-in page for those who are in', bothWays, async ({ page, person }) => {
	await signIn(page, person);
	for (const path of ['/sign-in', '/sign-up']) {
		await page.goto(path);
		await expect(page).toHaveURL('/');
		await page.goto(`${path}?redirectTo=/settings/profile`);
		await expect(page).toHaveURL('/settings/profile');
		await page.goto(`${path}?redirectTo=https://elsewhere.example`);
		await expect(page).toHaveURL('/');
	}
});
