import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { checkLayout } from './check-layout.ts';
import { checkDrawnMarkup, checkMarkup } from './check-markup.ts';
import { smallTargets } from './small-targets.ts';
import { hydrated } from './steps.ts';

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** A folder: each page is drawn there, on a phone and on a desk, in both themes. */
const { PICTURES } = process.env;

/** The languages that pages are opened in: the longest words alone, unless pictures are wanted. */
export const LOCALES = PICTURES ? (['de', 'en'] as const) : (['de'] as const);

const themes = ['light', 'dark'] as const;

/**
 * What is wrong for people who do not see well, and on the narrowest screen. The page is opened once:
 * its structure is the same in both themes, so that of the second one contrast alone is looked at.
 */
export async function check(page: Page, name: string): Promise<void> {
	await hydrated(page);
	await wear(page, 'light');
	await checkWithAxe(page, [...wcag, 'best-practice']);
	await wear(page, 'dark');
	await checkContrast(page);
	await page.setViewportSize({ width: 320, height: 720 });
	const width = await page.evaluate(() => document.documentElement.scrollWidth);
	expect(width, 'no scrolling sideways').toBe(320);
	expect(await smallTargets(page), 'large enough to be hit').toEqual([]);
	if (PICTURES) await draw(page, `${PICTURES}/${name}`);
}

/** The same, and what is wrong in its HTML, in forced colours, zoomed, spaced or from right to left. */
export async function checkClosely(page: Page, name: string): Promise<void> {
	await check(page, name);
	await checkMarkup(page);
	await page.emulateMedia({ forcedColors: 'active' });
	expect(await withoutEdge(page), 'to be told apart in forced colours').toEqual([]);
	await page.emulateMedia({ forcedColors: null });
	await checkLayout(page);
}

/** The same of a page without scripts, which follows the theme of the device alone. */
export async function checkStatic(page: Page): Promise<void> {
	await checkDrawnMarkup(page);
	await checkWithAxe(page, [...wcag, 'best-practice']);
	await page.emulateMedia({ colorScheme: 'dark' });
	await checkContrast(page);
	await checkLayout(page);
}

/** Shows the page in a theme, as its server would, and waits until every colour has changed. */
async function wear(page: Page, theme: (typeof themes)[number]): Promise<void> {
	await page.evaluate(async (chosen) => {
		document.documentElement.dataset.theme = chosen;
		document.body.getBoundingClientRect();
		await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
	}, theme);
}

/**
 * Fields without a border, and what is chosen among others without a line: forced colours leave no
 * other mark. Their contrast is the reader's own; axe cannot read it, which takes the colour of letters
 * from a property that Chromium does not force.
 */
const withoutEdge = (page: Page): Promise<string[]> =>
	page.evaluate(() =>
		[...document.querySelectorAll('input, select, textarea, [aria-current], [aria-pressed=true]')]
			.filter((element) => element.checkVisibility() && element.clientWidth > 1)
			.filter((element) => !element.matches('[type=checkbox], [type=radio]'))
			.filter((element) => {
				const { borderBlockEndWidth, textDecorationLine } = getComputedStyle(element);
				return parseFloat(borderBlockEndWidth) === 0 && textDecorationLine !== 'underline';
			})
			.map((element) => element.outerHTML.slice(0, 120))
	);

/** What axe finds in a mail, which has no landmarks of its own: it is shown inside another page. */
export const checkMail = (page: Page): Promise<void> => checkWithAxe(page, wcag);

const checkWithAxe = (page: Page, tags: string[]): Promise<void> =>
	checkAxe(builder(page).withTags(tags));

const checkContrast = (page: Page): Promise<void> =>
	checkAxe(builder(page).withRules(['color-contrast']));

/**
 * Without the page of its own that axe opens to sum up what frames of other sites say (there are none),
 * and without a description of each element that passes, which nobody reads.
 */
const builder = (page: Page) =>
	new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });

async function checkAxe(axe: AxeBuilder): Promise<void> {
	const { violations } = await axe.analyze();
	const found = violations.map(({ id, help, nodes }) => [id, help, nodes.map(({ html }) => html)]);
	expect(found).toEqual([]);
}

async function draw(page: Page, path: string): Promise<void> {
	for (const theme of themes) {
		await wear(page, theme);
		for (const width of [375, 1280]) {
			await page.setViewportSize({ width, height: 800 });
			await page.screenshot({ path: `${path}-${theme}-${width}.png`, fullPage: true });
		}
	}
}
