import { test as base, expect } from '../support/fixtures.ts';
import { startServer } from '../support/server.ts';
import { hydrated, signIn } from '../support/steps.ts';

const policy = 'https://policies.example/privacy';

const test = base.extend({
	server: [
		async ({ mail }, use) => {
			const server = await startServer({ env: { SMTP_URL: mail.url, PRIVACY_URL: policy } });
			await use(server);
			await server.remove();
		},
		{ scope: 'worker' }
	]
});

test('a link to another site asks about unsaved changes, and leads there', async ({
	page,
	person
}) => {
	const asked: string[] = [];
	page.on('dialog', async (dialog) => {
		asked.push(dialog.type());
		await dialog.accept();
	});
	await page.route(policy, (route) => route.fulfill({ body: 'Our policy' }));
	await signIn(page, person);
	await page.goto('/settings/profile');
	await hydrated(page);
	await page.getByLabel('Display name').fill('Ada');
	await page.getByRole('contentinfo').getByRole('link', { name: 'Privacy' }).click();
	await expect.poll(() => asked).toHaveLength(1);
	await expect(page).toHaveURL(policy);
});
