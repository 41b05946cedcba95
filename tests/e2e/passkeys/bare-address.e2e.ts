import { freePort } from '../../support/free-port.ts';
import { bothWays, expect, phoneInTheDark, test } from '../support/fixtures.ts';
import { newEmail, password } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { codeIn, hydrated, to } from '../support/steps.ts';

test.use(phoneInTheDark);

test(
	'a site on a bare IP address offers no passkey anywhere, and its settings say why',
	bothWays,
	async ({ page, context, mail, javaScriptEnabled }) => {
		const port = await freePort();
		const origin = `http://127.0.0.1:${port}`;
		const server = await startServer({ port, env: { ORIGIN: origin, SMTP_URL: mail.url } });
		try {
			for (const path of ['/sign-in', '/sign-up', '/forgot-password']) {
				await page.goto(origin + path);
				if (javaScriptEnabled) await hydrated(page);
				await expect(page.getByLabel('E-mail address')).toBeVisible();
				await expect(page.getByText(/passkey/i)).toHaveCount(0);
			}

			// Whoever asks for one all the same proves the address, and sets a password.
			const form = { email: newEmail(), method: 'passkey' };
			const headers = { origin };
			const asked = await context.request.post(`${origin}/sign-up`, { form, headers });
			expect(asked.url()).toBe(`${origin}/sign-up/verify`);
			await page.goto(`${origin}/sign-up/verify`);
			await page.getByLabel('Code from the mail').fill(codeIn(await mail.waitFor(to(form.email))));
			await page.getByRole('button', { name: 'Confirm address' }).click();
			await expect(page.getByRole('heading', { name: 'One step left' })).toBeVisible();
			await expect(page.getByText(/passkey/i)).toHaveCount(0);
			await page.getByLabel('Password', { exact: true }).fill(password);
			await page.getByRole('button', { name: 'Set this password' }).click();
			await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();

			await page.goto(`${origin}/settings/security`);
			if (javaScriptEnabled) await hydrated(page);
			await expect(page.getByText('This site is reached by an IP address')).toBeVisible();
			await expect(page.getByRole('button', { name: 'Add a passkey' })).toHaveCount(0);
		} finally {
			await server.remove();
		}
	}
);
