import type { Page } from '@playwright/test';

/** The least height and width of what is pressed, in pixels. */
const LEAST = 44;

/** What is too small to be hit with a thumb: controls and links, but for links within a sentence. */
export const smallTargets = (page: Page): Promise<string[]> =>
	page.evaluate((least) => {
		const boxOf = (element: Element) => element.getBoundingClientRect();
		const isSentence = (element: Element) =>
			getComputedStyle(element).display === 'inline' &&
			element.parentElement?.textContent.trim() !== element.textContent.trim();
		// A box to tick is as large as its label, and a control out of sight is pressed by it.
		const heightOf = (element: Element) => {
			const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
			return Math.max(...[element, ...labels].map((each) => boxOf(each).height));
		};
		const isTicked = (element: Element) => element.matches('[type=checkbox], [type=radio]');

		return [...document.querySelectorAll('a[href], button, summary, input, select, textarea')]
			.filter((element) => element.checkVisibility({ visibilityProperty: true }))
			.filter((element) => boxOf(element).width > 1 && !element.closest('[role=alert]'))
			.filter((element) => !isSentence(element))
			.filter(
				(element) =>
					heightOf(element) < least - 0.5 ||
					(boxOf(element).width < least - 0.5 && !isTicked(element))
			)
			.map((element) => element.outerHTML.slice(0, 120));
	}, LEAST);
