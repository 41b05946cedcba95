import { blockCookies } from '../support/block-cookies.ts';
import { bothWays, expect, test } from '../support/fixtures.ts';
import { newEmail, password } from '../support/people.ts';
import { fillSignIn, hydrated, press } from '../support/steps.ts';

const sentence = /Your browser did not keep our cookie.*allow them, then try again\./;

test(
	'says that cookies are blocked, and lets in whoever allows them then',
	bothWays,
	async ({ page, person, javaScriptEnabled }) => {
		const allow = await blockCookies(page);
		await page.goto('/sign-in');
		if (javaScriptEnabled) await hydrated(page);
		await fillSignIn(page, person);
		await expect(page.getByRole('alert')).toHaveText(sentence);
		await expect(page.getByRole('alert')).toBeFocused();
		await expect(page.getByLabel('E-mail address')).toHaveValue(person.email);

		await allow();
		await fillSignIn(page, person);
		await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
	}
);

test(
	'says so at sign-up, each time while they stay blocked',
	bothWays,
	async ({ page, javaScriptEnabled }) => {
		const email = newEmail();
		const allow = await blockCookies(page);
		await page.goto('/sign-up');
		for (let tries = 1; tries <= 2; tries += 1) {
			if (javaScriptEnabled) await hydrated(page);
			await page.getByLabel('E-mail address').fill(email);
			await page.getByLabel('Password', { exact: true }).fill(password);
			await press(page.getByRole('button', { name: 'Create account' }));
			await expect(page.getByRole('alert')).toHaveText(sentence);
		}
		await expect(page.getByLabel('E-mail address')).toHaveValue(email);
		// What is on its way yet has its answer before the browser goes.
		await allow();
	}
);
