import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { smallTargets } from './small-targets.ts';
import { hydrated } from './steps.ts';

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** A folder: each page is drawn there, on a phone and on a desk. */
export const { PICTURES } = process.env;

/** What is wrong for people who do not see well, and on the narrowest screen. */
export async function check(page: Page, name: string): Promise<void> {
	await hydrated(page);
	await checkWithAxe(page, [...wcag, 'best-practice']);
	await page.setViewportSize({ width: 320, height: 720 });
	const width = await page.evaluate(() => document.documentElement.scrollWidth);
	expect(width, 'no scrolling sideways').toBe(320);
	expect(await smallTargets(page), 'large enough to be hit').toEqual([]);
	if (PICTURES) await draw(page, `${PICTURES}/${name}`);
}

/** What axe finds in a mail, which has no landmarks of its own: it is shown inside another page. */
export const checkMail = (page: Page): Promise<void> => checkWithAxe(page, wcag);

async function checkWithAxe(page: Page, tags: string[]): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
	const found = violations.map(({ id, help, nodes }) => [id, help, nodes.map(({ html }) => html)]);
	expect(found).toEqual([]);
}

async function draw(page: Page, path: string): Promise<void> {
	for (const width of [375, 1280]) {
		await page.setViewportSize({ width, height: 800 });
		await page.screenshot({ path: `${path}-${width}.png`, fullPage: true });
	}
}
