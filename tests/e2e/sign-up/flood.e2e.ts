import { check } from '../support/check-page.ts';
import { expect, test as base } from '../support/fixtures.ts';
import { newEmail, password } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { askToSignUp, codeIn, hydrated, to } from '../support/steps.ts';

/** A server on which a proof of work is due. */
const test = base.extend<object, object>({
	server: [
		async ({ mail }, use) => {
			const server = await startServer({ env: { SMTP_URL: mail.url, PROOF_OF_WORK: 'on' } });
			await use(server);
			await server.remove();
		},
		{ scope: 'worker' }
	]
});

/** It is given up after thirty seconds. */
const isWorkDone = { timeout: 40_000 };

test('a browser does its work, and its mails come at once', async ({ page, mail, person }) => {
	await page.goto('/sign-up');
	await expect(page.getByText('your browser works for a second or two')).toBeVisible();
	await check(page, 'sign-up-proof');
	const email = newEmail();
	// On the page whose script runs by now: a form that goes before that goes without the proof.
	await page.getByLabel('E-mail address').fill(email);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Create account' }).click();
	await expect(page.getByRole('heading', { name: 'Check your inbox' })).toBeVisible(isWorkDone);
	await expect(page.getByText('Mails go out slowly')).toHaveCount(0);
	await page.getByLabel('Code from the mail').fill(codeIn(await mail.waitFor(to(email))));
	await page.getByRole('button', { name: 'Confirm address' }).click();
	await expect(page.getByText('Your account is ready.')).toBeVisible();

	await page.context().clearCookies();
	await page.goto('/forgot-password');
	await hydrated(page);
	await page.getByLabel('E-mail address').fill(person.email);
	await page.getByLabel('E-mail address').press('Enter');
	await expect(page).toHaveURL('/forgot-password?sent', isWorkDone);
	await mail.waitFor(to(person.email));
});

test('without JavaScript the mail comes later, and the page says so', async ({ newBrowser }) => {
	const page = await newBrowser({ javaScriptEnabled: false });
	await page.goto('/sign-up');
	await askToSignUp(page, { email: newEmail(), password });
	await expect(page.getByText('Mails go out slowly at the moment.')).toBeVisible();
	await page.goto('/forgot-password');
	await page.getByLabel('E-mail address').fill(newEmail());
	await page.getByRole('button', { name: 'Send link' }).click();
	await expect(page.getByText('Mails go out slowly at the moment.')).toBeVisible();
});
