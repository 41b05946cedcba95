import type { Page } from '@playwright/test';
import { addAuthenticator, givePasskey } from '../support/authenticator.ts';
import { expect, test } from '../support/fixtures.ts';
import { createPerson } from '../support/people.ts';
import { hydrated } from '../support/steps.ts';
import { ADDRESS_HEADER } from '../support/server.ts';

/** Goes back as the browser's button does. Playwright's own way waits for a load, which there is none of. */
async function goBack(page: Page, path: string): Promise<void> {
	await page.evaluate(() => history.back());
	await expect(page).toHaveURL(path);
}

const isKept = (page: Page) =>
	page.evaluate(() => (window as unknown as { isKept?: boolean }).isKept ?? false);

test('a page with passkeys that the browser kept whole is fresh when somebody goes back to it', async ({
	playwright,
	launchOptions,
	baseURL,
	address,
	person,
	server
}) => {
	// Playwright's browsers keep no pages otherwise.
	const ignoreDefaultArgs = ['--disable-back-forward-cache'];
	const browser = await playwright.chromium.launch({ ...launchOptions, ignoreDefaultArgs });
	try {
		const context = await browser.newContext({
			baseURL: baseURL ?? '',
			extraHTTPHeaders: { [ADDRESS_HEADER]: address }
		});
		await context.addInitScript(() =>
			addEventListener('pageshow', ({ persisted }) => Object.assign(window, { isKept: persisted }))
		);
		const page = await context.newPage();
		const authenticator = await addAuthenticator(page, { isPresent: false });
		await givePasskey(server, person.email, authenticator);

		// What waited in the field has ended with the page: it waits anew.
		await page.goto('/sign-in');
		await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toBeVisible();
		await page.goto('/forgot-password');
		await goBack(page, '/sign-in');
		expect(await isKept(page)).toBe(true);
		await authenticator.presence(true);
		await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();

		// Somebody else is signed in by then: what is made is theirs.
		await page.goto('/settings/security');
		const add = page.getByRole('button', { name: 'Add a passkey' });
		await expect(add).toBeVisible();
		const other = await createPerson(server);
		const send = (path: string, form: Record<string, string> = {}) =>
			context.request.post(path, { form, headers: { origin: server.origin }, maxRedirects: 0 });
		await send('/sign-out');
		await send('/sign-in?/password', { email: other.email, password: other.password });
		await page.goto('/');
		await goBack(page, '/settings/security');
		await hydrated(page);
		await add.click();
		await expect(page.getByText('The passkey is added.')).toBeVisible();
		expect((await authenticator.credentials()).map((one) => one.userName)).toEqual([
			person.email,
			other.email
		]);
	} finally {
		await browser.close();
	}
});
