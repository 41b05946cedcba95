import { expect, type Page } from '@playwright/test';

/** A desk, and the same at 400 % zoom (WCAG 1.4.10). */
const windows = [
	{ width: 1280, height: 1024 },
	{ width: 320, height: 256 }
];

/** As a reader may set it (WCAG 1.4.12). */
const SPACED = `
	* {
		line-height: 1.5 !important;
		letter-spacing: 0.12em !important;
		word-spacing: 0.16em !important;
	}
	p {
		margin-bottom: 2em !important;
	}`;

/**
 * Where a page breaks: from right to left, where it has to be its own mirror image, and in either
 * direction with the letters far apart, where nothing may be cut off or leave the window.
 */
export async function checkLayout(page: Page): Promise<void> {
	for (const size of windows) {
		await page.setViewportSize(size);
		const where = `at ${size.width} pixels`;
		const boxes = await boxesOf(page);
		await turn(page, 'rtl');
		expect(notMirrored(boxes, await boxesOf(page), size.width), `mirrored ${where}`).toEqual([]);
		await space(page, SPACED);
		expect(await cutOff(page), `from right to left, spaced, ${where}`).toEqual([]);
		await turn(page, 'ltr');
		expect(await cutOff(page), `spaced, ${where}`).toEqual([]);
		await space(page, '');
	}
}

const turn = (page: Page, direction: 'ltr' | 'rtl'): Promise<void> =>
	page.evaluate((turned) => {
		document.documentElement.dir = turned;
		// The row of the settings scrolls to where the page is.
		dispatchEvent(new Event('resize'));
	}, direction);

/** Past the policy on styles, which lets a script of the page itself do so. */
const space = (page: Page, css: string): Promise<void> =>
	page.evaluate((text) => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(text);
		document.adoptedStyleSheets = text ? [sheet] : [];
	}, css);

interface Box {
	what: string;
	left: number;
	right: number;
}

/** Everything that is laid out as a box and shows. */
const boxesOf = (page: Page): Promise<Box[]> =>
	page.evaluate(() =>
		[...document.querySelectorAll('body *:not(svg *, optgroup, option, #svelte-announcer)')]
			.filter((element) => element.checkVisibility({ visibilityProperty: true }))
			.filter((element) => !/^(?:inline|contents)$/.test(getComputedStyle(element).display))
			.map((element) => ({ element, box: element.getBoundingClientRect() }))
			.filter(({ box }) => box.width > 1)
			.map(({ element, box }) => ({
				what: element.outerHTML.slice(0, 120),
				left: box.left,
				right: box.right
			}))
	);

/** What is not where it would be in a mirror. */
function notMirrored(boxes: Box[], mirrored: Box[], width: number): string[] {
	if (boxes.length !== mirrored.length) return [`${boxes.length} boxes, then ${mirrored.length}`];
	return boxes
		.filter(({ right }, index) => Math.abs(width - right - (mirrored[index]?.left ?? 0)) > 1.5)
		.map(({ what }) => what);
}

/** Texts that leave the window, or the border of what they stand in; and a page that scrolls sideways. */
const cutOff = (page: Page): Promise<string[]> =>
	page.evaluate(() => {
		const { clientWidth, scrollWidth } = document.documentElement;
		const found = scrollWidth > clientWidth ? [`the page is ${scrollWidth} wide`] : [];
		const unseen = '#svelte-announcer, .sr-only, svg, script, style, noscript, option, textarea';
		const hasEdge = (element: Element) => {
			const { borderInlineStartWidth, overflow } = getComputedStyle(element);
			return parseFloat(borderInlineStartWidth) > 0 || overflow !== 'visible';
		};
		const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (texts.nextNode()) {
			const parent = texts.currentNode.parentElement;
			const text = texts.currentNode.textContent?.trim();
			if (!parent || !text || parent.closest(unseen)) continue;
			if (!parent.checkVisibility({ visibilityProperty: true })) continue;
			let edge: Element | null = parent;
			while (edge && !hasEdge(edge)) edge = edge.parentElement;
			// What scrolls by itself, or says by an ellipsis that there is more.
			const style = edge && getComputedStyle(edge);
			if (style && (/auto|scroll/.test(style.overflowX) || style.textOverflow === 'ellipsis'))
				continue;
			const range = document.createRange();
			range.selectNodeContents(texts.currentNode);
			const box = range.getBoundingClientRect();
			const around =
				edge?.getBoundingClientRect() ?? new DOMRect(0, box.top, clientWidth, box.height);
			const isCut =
				box.left < around.left - 1 ||
				box.right > around.right + 1 ||
				box.top < around.top - 1 ||
				box.bottom > around.bottom + 1;
			if (isCut || box.left < -1 || box.right > clientWidth + 1) found.push(text.slice(0, 80));
		}
		return found;
	});
