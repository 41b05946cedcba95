import { expect, type Page } from '@playwright/test';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';

const validator = new HtmlValidate(
	new StaticConfigLoader({
		extends: ['html-validate:standard', 'html-validate:a11y'],
		rules: {
			// A button that says nothing sends its form, which is what ours are for.
			'no-implicit-button-type': 'off'
		}
	})
);

/** What is wrong in the HTML that the server wrote, and in the page that its scripts made of it. */
export async function checkMarkup(page: Page): Promise<void> {
	const written = await page.request.get(page.url());
	expect(await problemsIn(await written.text()), 'as the server wrote it').toEqual([]);
	await checkDrawnMarkup(page);
}

/** The same of the page alone, where its address does not bring it again. */
export async function checkDrawnMarkup(page: Page): Promise<void> {
	// Svelte sets a field's direction to what it is, and where it has none to nothing.
	const drawn = (await page.content()).replaceAll(' dir=""', '');
	expect(await problemsIn(drawn), 'as it stands in the browser').toEqual([]);
}

async function problemsIn(html: string): Promise<string[]> {
	const { results } = await validator.validateString(html);
	return results
		.flatMap(({ messages }) => messages)
		.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector})`);
}
