import { check, checkMail, LOCALES } from '../support/check-page.ts';
import { expect, test } from '../support/mailbox-fixtures.ts';
import { newEmail, password } from '../support/people.ts';

for (const locale of LOCALES) {
	test(`the mailbox is accessible and fits in ${locale}`, async ({ page, context, server }) => {
		test.setTimeout(120_000);
		await context.addCookies([{ name: 'locale', value: locale, url: server.origin }]);
		const checked = (name: string) => check(page, `mailbox-${name}-${locale}`);

		await page.goto('/dev/mailbox');
		await checked('before');
		await page.goto('/sign-up');
		await page.locator('[name=email]').fill(newEmail('somebody-with-a-name-that-is-rather-long'));
		await page.locator('[name=password]').fill(password);
		await page.locator('[name=password]').press('Enter');
		await page.locator('[name=code]').waitFor();
		await checked('link-to-it');
		await page.goto('/forgot-password?sent');
		await checked('link-after-asking');

		const mails = page.getByRole('main').getByRole('listitem').getByRole('link');
		// The mail may come a moment after the page.
		await expect(async () => {
			await page.goto('/dev/mailbox');
			await expect(mails).not.toHaveCount(0, { timeout: 500 });
		}).toPass();
		await checked('list');
		await mails.first().click();
		// No script runs in the frame, axe's neither: what is in it is checked by itself.
		const frame = page.locator('iframe');
		await expect(frame).toHaveAttribute('title', /HTML/);
		const mail = await page.request.get((await frame.getAttribute('src')) ?? '');
		await frame.evaluate((element) => element.remove());
		await checked('mail');
		await page.goto('about:blank');
		await page.setContent(await mail.text());
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme });
			await checkMail(page);
		}
	});
}
