import { startSmtpSink } from '../../support/smtp-sink.ts';
import { createAdmin } from '../support/admins.ts';
import { check } from '../support/check-page.ts';
import { expect, test } from '../support/fixtures.ts';
import { openClient } from '../support/http-client.ts';
import { createPerson } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { fillSignIn, to } from '../support/steps.ts';

test('an admin sees why mail fails, and has it tried again', async ({ newBrowser }) => {
	const reserved = await startSmtpSink();
	await reserved.stop();
	const server = await startServer({ env: { SMTP_URL: reserved.url } });
	const { email } = await createPerson(server);
	const admin = await createAdmin(server);
	await openClient(server.origin).post('/forgot-password', { email });

	const page = await newBrowser({ baseURL: server.origin });
	await page.goto('/sign-in?redirectTo=/admin/mail');
	await fillSignIn(page, admin);
	await page.getByLabel('Code from your app').fill(admin.code());
	await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
	await page.getByRole('link', { name: 'Failed' }).click();
	const mail = page.getByRole('listitem').filter({ hasText: `${email} · Link for a new password` });
	await expect(mail).toContainText(/Mail server: E[A-Z]+/);
	await check(page, 'admin-mail-en');

	const alive = await startSmtpSink({ port: reserved.port });
	await mail.getByRole('button', { name: 'Try again now' }).click();
	await expect(
		page.getByText(/The mail is tried again now\.|This mail is being sent, or has gone\./)
	).toBeVisible();
	await alive.waitFor(to(email));
	await expect(async () => {
		await page.reload();
		await expect(mail).toHaveCount(0);
	}).toPass();
	await server.remove();
	await alive.stop();
});
