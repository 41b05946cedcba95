import { expect, test } from '../support/fixtures.ts';
import { otherPassword } from '../support/people.ts';
import { hydrated } from '../support/steps.ts';

test('says all that it shows in the tree that a screen reader walks', async ({ page, person }) => {
	await page.goto('/sign-in');
	await hydrated(page);
	await page.getByLabel('E-mail address').fill(person.email);
	await page.getByLabel('Password', { exact: true }).fill(otherPassword);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('main')).toMatchAriaSnapshot(`
		- main:
		  - heading "Welcome back" [level=1]
		  - paragraph: The light is on. Sign in to your account.
		  - alert:
		    - paragraph: That address and password don't match. Try again, or reset your password.
		  - textbox "E-mail address": ${person.email}
		  - textbox "Password"
		  - button "Show password"
		  - button "Sign in"
		  - paragraph:
		    - link "Can't sign in?":
		      - /url: /forgot-password
		  - button "Sign in with a passkey"
		  - paragraph:
		    - text: No account yet?
		    - link "Create one"
	`);
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();

	await page.goto('/settings/profile');
	await hydrated(page);
	for (const landmark of ['banner', 'main', 'contentinfo'] as const) {
		await expect(page.getByRole(landmark)).toHaveCount(1);
	}
	await expect(
		page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Profile' })
	).toHaveAttribute('aria-current', 'page');
	const headings = page.getByRole('heading');
	await expect(headings).toHaveText(['Profile', 'Picture', 'About you', 'Your public page']);
	const username = page.getByRole('textbox', { name: 'Username' });
	await expect(username).toHaveAccessibleDescription(/^3 to 32 letters from A to Z/);
	await username.fill('!!');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('alert')).toBeFocused();
	await expect(username).toHaveAccessibleDescription(/^Use 3 to 32 letters/);
	await expect(username).toHaveAttribute('aria-invalid', 'true');
	const faces = page.getByRole('radiogroup', { name: 'Who may see your profile' });
	const onlyYou = faces.getByRole('radio', { name: 'Only you', exact: true });
	await expect(onlyYou).toHaveAccessibleDescription('Nobody can open your public page.');
});
