import { freePort } from '../../support/free-port.ts';
import { startSmtpSink, type SmtpSink } from '../../support/smtp-sink.ts';
import { createAdmin } from '../support/admins.ts';
import { check } from '../support/check-page.ts';
import { expect, test as base } from '../support/fixtures.ts';
import { openClient } from '../support/http-client.ts';
import { createPerson } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { fillSignIn, press, to } from '../support/steps.ts';

interface DeadMailServer {
	port: number;
	revive(): Promise<SmtpSink>;
}

/** On a server whose mail server is dead until the test revives it. */
const test = base.extend<object, { dead: DeadMailServer }>({
	dead: [
		async ({ browserName: _ }, use) => {
			const port = await freePort();
			let alive: SmtpSink | undefined;
			await use({ port, revive: async () => (alive = await startSmtpSink({ port })) });
			await alive?.stop();
		},
		{ scope: 'worker' }
	],
	server: [
		async ({ dead }, use) => {
			const server = await startServer({ env: { SMTP_URL: `smtp://127.0.0.1:${dead.port}` } });
			await use(server);
			await server.remove();
		},
		{ scope: 'worker' }
	]
});

test('an admin sees why mail fails, and has it tried again', async ({ page, server, dead }) => {
	const { email } = await createPerson(server);
	const admin = await createAdmin(server);
	await openClient(server.origin).post('/forgot-password', { email });

	await page.goto('/sign-in?redirectTo=/admin/mail');
	await fillSignIn(page, admin);
	await page.getByLabel('Code from your app').fill(admin.code());
	await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
	await page.getByRole('link', { name: 'Failed' }).click();
	await expect(page).toHaveURL(/failed/);
	const mail = page.getByRole('listitem').filter({ hasText: `${email} · Link for a new password` });
	// It may fail a moment after the page was made.
	await expect(async () => {
		await page.reload();
		await expect(mail).toContainText(/Mail server: E[A-Z]+/, { timeout: 1_000 });
	}).toPass();
	await check(page, 'admin-mail-en');

	const alive = await dead.revive();
	await press(mail.getByRole('button', { name: 'Try again now' }));
	await expect(
		page.getByText(/The mail is tried again now\.|This mail is being sent, or has gone\./)
	).toBeVisible();
	await alive.waitFor(to(email));
	await expect(async () => {
		await page.reload();
		await expect(mail).toHaveCount(0, { timeout: 1_000 });
	}).toPass();
});
