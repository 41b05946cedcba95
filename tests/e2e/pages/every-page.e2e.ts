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
	expect(found).toEqual([]);

	await page.setViewportSize({ width: 320, height: 720 });
	const width = await page.evaluate(() => document.documentElement.scrollWidth);
	expect(width, 'no scrolling sideways').toBe(320);
	if (PICTURES) await draw(page, `${PICTURES}/${name}`);
}

async function draw(page: Page, path: string): Promise<void> {
	for (const width of [375, 1280]) {
		await page.setViewportSize({ width, height: 800 });
		await page.screenshot({ path: `${path}-${width}.png`, fullPage: true });
	}
}

// Contrast depends on the theme alone, width on the language alone; pictures show all four.
const faces = [
	['light', 'en'],
	['dark', 'de'],
	['light', 'de'],
	['dark', 'en']
] as const;

for (const [theme, locale] of faces.slice(0, PICTURES ? 4 : 2)) {
	test.describe(`in ${theme}, ${locale}`, () => {
		test.beforeEach(({ context, server }) =>
			context.addCookies(
				Object.entries({ theme, locale }).map(([name, value]) => {
					return { name, value, url: server.origin };
				})
			)
		);

		for (const [name, open] of Object.entries(signedOut)) {
			test(`${name} is accessible and fits`, async ({ page, server, mail, person }) => {
				await open({ page, server, mail, person });
				await check(page, `${name}-${theme}-${locale}`);
			});
		}

		for (const [name, open] of Object.entries(signedIn)) {
			test(`${name} is accessible and fits`, async ({ page, server, mail, person }) => {
				const { email, password } = person;
				const form = { email, password, redirectTo: '/healthz' };
				const headers = { origin: server.origin };
				await page.request.post('/sign-in?/password', { form, headers });
				await open({ page, server, mail, person });
				await check(page, `${name}-${theme}-${locale}`);
			});
		}
	});
}
