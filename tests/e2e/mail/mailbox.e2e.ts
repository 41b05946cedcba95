import { bothWays, expect, test } from '../support/mailbox-fixtures.ts';
import { newEmail, password } from '../support/people.ts';
import { askToSignUp } from '../support/steps.ts';
import { siteName } from '../../../src/lib/site.ts';

test('signs up by the mail in the built-in mailbox', bothWays, async ({ page }) => {
	const email = newEmail();
	await askToSignUp(page, { email, password });
	await page.getByRole('link', { name: 'Open the built-in mailbox' }).click();
	await expect(page.getByRole('heading', { name: 'Mailbox' })).toBeVisible();
	const mail = page.getByRole('link', {
		name: new RegExp(`${RegExp.escape(siteName)} code.*${email}`, 's')
	});
	// The mail may come a moment after the page.
	await expect(async () => {
		await page.getByRole('link', { name: 'Look again' }).click();
		await expect(mail).toBeVisible({ timeout: 2_000 });
	}).toPass();
	await mail.click();
	const frame = page.frameLocator('iframe');
	await expect(frame.getByRole('heading', { name: 'Confirm your address' })).toBeVisible();
	await page.getByRole('link', { name: /\/sign-up\/verify\?token=/ }).click();
	await page.getByRole('button', { name: 'Confirm and continue' }).click();
	await expect(page.getByRole('heading', { name: 'Good to see you' })).toBeVisible();
});

test('is not there for a proxy or another host', async ({ page, request, server }) => {
	expect((await request.get('/dev/mailbox')).status()).toBe(200);
	for (const [header, value] of [
		['host', 'evil.example'],
		['x-forwarded-for', '203.0.113.9'],
		['forwarded', 'for=203.0.113.9']
	] as const) {
		for (const path of ['/dev/mailbox', '/dev/mailbox/messages.json']) {
			const headers = { [header]: value };
			expect((await request.get(server.origin + path, { headers })).status(), header).toBe(404);
		}
	}
	await page.goto('/dev/mailbox');
	await expect(page.getByRole('heading', { name: 'Mailbox' })).toBeVisible();
});
