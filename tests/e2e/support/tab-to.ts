import { expect, type Locator, type Page } from '@playwright/test';

/**
 * Tab by Tab to a control, or backwards with Shift. Each stop on the way shows that it is one, by a
 * ring, and nothing lies on it.
 */
export async function tabTo(page: Page, wanted: Locator, key = 'Tab'): Promise<void> {
	// What comes a moment after its page, as the menu does, is passed by before.
	await wanted.first().waitFor({ state: 'attached' });
	for (let stops = 0; stops < 60; stops += 1) {
		await page.keyboard.press(key);
		const { ring, isCovered, what } = await page.evaluate(() => {
			const stop = document.activeElement ?? document.body;
			// What is out of sight itself shows it by its label.
			const shown = stop.matches('input.sr-only') ? (stop.nextElementSibling ?? stop) : stop;
			const { outlineStyle, outlineWidth } = getComputedStyle(shown);
			const box = shown.getClientRects()[0] ?? new DOMRect();
			const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
			return {
				ring: `${outlineStyle} ${outlineWidth}`,
				isCovered: !(shown.contains(top) || top?.contains(shown)),
				what: shown.outerHTML.slice(0, 120)
			};
		});
		expect(ring, what).toBe('solid 2px');
		expect(isCovered, what).toBe(false);
		if (await wanted.evaluateAll((all) => all.includes(document.activeElement as never))) return;
	}
	throw new Error(`${key} never came to ${String(wanted)}.`);
}
