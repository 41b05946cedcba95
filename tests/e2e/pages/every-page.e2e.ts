import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { signedIn, signedOut } from '../support/states.ts';
import { hydrated } from '../support/steps.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** A folder: each page is drawn there, on a phone and on a desk. */
const { PICTURES } = process.env;

/** What is wrong for people who do not see well, and on the narrowest screen. */
async function check(page: Page, name: string): Promise<void> {
	await hydrated(page);
	const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
	const found = violations.map(({ id, help, nodes }) => [id, help, nodes.map(({ html }) => html)]);
	expect.soft(found, name).toEqual([]);

	await page.setViewportSize({ width: 320, height: 720 });
	const width = await page.evaluate(() => document.documentElement.scrollWidth);
	expect.soft(width, `${name} fits 320 pixels`).toBe(320);
	if (PICTURES) await draw(page, `${PICTURES}/${name}`);
	await page.setViewportSize({ width: 1280, height: 800 });
}

async function draw(page: Page, path: string): Promise<void> {
	for (const width of [375, 1280]) {
		await page.setViewportSize({ width, height: 800 });
		await page.screenshot({ path: `${path}-${width}.png`, fullPage: true });
	}
}

for (const [theme, locale] of [
	['light', 'en'],
	['dark', 'de'],
	['light', 'de'],
	['dark', 'en']
] as const) {
	test.describe(`in ${theme}, ${locale}`, () => {
		test.setTimeout(300_000);
		test.beforeEach(({ context, server }) =>
			context.addCookies(
				Object.entries({ theme, locale }).map(([name, value]) => {
					return { name, value, url: server.origin };
				})
			)
		);

		test('every page for the signed-out is accessible and fits', async ({
			page,
			server,
			mail,
			person
		}) => {
			const rest = { server, mail, person };
			for (const [name, open] of Object.entries(signedOut)) {
				await open({ page, ...rest });
				await check(page, `${name}-${theme}-${locale}`);
			}
		});

		test('every page for the signed-in is accessible and fits', async ({
			page,
			server,
			mail,
			person
		}) => {
			const rest = { server, mail, person };
			await page.goto('/sign-in');
			await page.locator('[name=email]').fill(rest.person.email);
			await page.locator('[name=password]').fill(rest.person.password);
			await page.locator('[name=password]').press('Enter');
			await page.getByRole('banner').locator('summary').waitFor();
			for (const [name, open] of Object.entries(signedIn)) {
				await open({ page, ...rest });
				await check(page, `${name}-${theme}-${locale}`);
			}
		});
	});
}
