import { expect, test } from '../support/fixtures.ts';
import { newEmail, password } from '../support/people.ts';
import { codeIn, hydrated, signIn, to } from '../support/steps.ts';

test('moves the focus to the summary, and from there to the field', async ({ page }) => {
	await page.goto('/sign-up');
	await hydrated(page);
	await page.getByLabel('E-mail address').fill('ada@example.com');
	await page.getByRole('button', { name: 'Create account' }).click();
	const summary = page.getByRole('alert');
	await expect(summary).toBeFocused();
	await summary.getByRole('link', { name: 'Enter a password.' }).press('Enter');
	await expect(page.getByLabel('Password', { exact: true })).toBeFocused();

	await page.getByLabel('Password', { exact: true }).fill('short');
	await page.keyboard.press('Enter');
	await expect(summary.getByRole('link')).toHaveText('Use at least 12 characters.');
	await expect(summary).toBeFocused();
});

test('focuses the summary without JavaScript too', async ({ newBrowser }) => {
	const page = await newBrowser({ javaScriptEnabled: false });
	await page.goto('/sign-up');
	await page.getByRole('button', { name: 'Create account' }).click();
	await expect(page.getByRole('alert')).toBeFocused();
	await page.getByRole('link', { name: 'Enter a password.' }).click();
	await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
});

test('says that it is busy, keeps its width and sends once', async ({ page, person }) => {
	await page.goto('/sign-in');
	await hydrated(page);
	let sent = 0;
	let letGo = () => {};
	const gate = new Promise<void>((resolve) => (letGo = resolve));
	await page.route('**/sign-in?/password', async (route) => {
		sent += 1;
		await gate;
		await route.continue();
	});
	await page.getByLabel('E-mail address').fill(person.email);
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	const form = page.locator('form[action="?/password"]');
	const button = form.locator('button:not([type=button])');
	const width = (await button.boundingBox())?.width;
	await button.click();
	await expect(button).toHaveAttribute('aria-busy', 'true');
	await expect(button).toHaveAccessibleName('Signing in…');
	expect((await button.boundingBox())?.width).toBe(width);
	await button.click();
	await page.getByLabel('E-mail address').press('Enter');
	letGo();
	await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
	expect(sent).toBe(1);
});

test('keeps what was typed when the network fails', async ({ page, person }) => {
	await signIn(page, person);
	await page.goto('/settings/profile');
	await hydrated(page);
	await page.getByLabel('About me').fill('Written on a train.');
	await page.route('**/settings/profile?/update', (route) => route.abort('connectionreset'));
	await page.getByRole('button', { name: 'Save profile' }).click();
	await expect(page.getByRole('alert')).toContainText('This could not be sent.');
	await expect(page.getByRole('alert')).toBeFocused();
	await expect(page.getByLabel('About me')).toHaveValue('Written on a train.');

	await page.unroute('**/settings/profile?/update');
	await page.getByRole('button', { name: 'Save profile' }).click();
	await expect(page.getByText('Your profile is saved.')).toBeVisible();
	await expect(page.getByRole('alert')).toHaveCount(0);
	await expect(page.getByLabel('About me')).toHaveValue('Written on a train.');
});

test('shows and hides the password', async ({ page }) => {
	await page.goto('/sign-in');
	const secret = page.getByLabel('Password', { exact: true });
	await secret.fill('to be seen');
	await page.getByRole('button', { name: 'Show password' }).click();
	await expect(secret).toHaveAttribute('type', 'text');
	await page.getByRole('button', { name: 'Hide password' }).click();
	await expect(secret).toHaveAttribute('type', 'password');
	await expect(secret).toHaveValue('to be seen');
});

test('signs up with the keyboard alone, and sees where it is', async ({ page, mail }) => {
	const email = newEmail();
	await page.goto('/');
	await hydrated(page);

	/** Tab by Tab to the control of this name; each stop on the way has a visible ring. */
	async function tabTo(name: string | RegExp): Promise<void> {
		const wanted = page
			.getByRole('main')
			.getByRole('link', { name })
			.or(page.getByRole('main').getByRole('button', { name }))
			.or(page.getByRole('main').getByRole('textbox', { name }));
		for (let stops = 0; stops < 40; stops++) {
			await page.keyboard.press('Tab');
			const ring = await page.evaluate(() => {
				const { outlineStyle, outlineWidth } = getComputedStyle(
					document.activeElement ?? document.body
				);
				return `${outlineStyle} ${outlineWidth}`;
			});
			expect(ring).toBe('solid 2px');
			const here = await wanted.evaluateAll((all) =>
				all.some((one) => one === document.activeElement)
			);
			if (here) return;
		}
		throw new Error(`Tab never came to ${name}.`);
	}

	await tabTo('Create an account');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Create your account' })).toBeVisible();
	await tabTo('E-mail address');
	await page.keyboard.type(email);
	await page.keyboard.press('Tab');
	await page.keyboard.type(password);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Check your inbox' })).toBeVisible();
	await tabTo('Code from the mail');
	await page.keyboard.type(codeIn(await mail.waitFor(to(email))));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
});

test('uses the account menu by keyboard', async ({ page, person }) => {
	await signIn(page, person);
	await hydrated(page);
	const summary = page.getByRole('banner').locator('summary');
	await summary.focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('link', { name: 'Profile', exact: true })).toBeVisible();
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: 'Profile', exact: true })).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'Sign out' })).toBeHidden();
	await expect(summary).toBeFocused();
});
