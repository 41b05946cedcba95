import type { Page, Route } from '@playwright/test';

/** Makes a page's browser keep no cookies, as one that blocks them does. @returns allows them again. */
export async function blockCookies(page: Page): Promise<() => Promise<void>> {
	const answer = async (route: Route) => {
		if (!['document', 'fetch', 'xhr'].includes(route.request().resourceType())) {
			return route.continue();
		}
		const response = await route.fetch({ maxRedirects: 0 });
		// Playwright keeps what it has fetched in the browser's own jar.
		await page.context().clearCookies();
		const headers = response.headers();
		delete headers['set-cookie'];
		return route.fulfill({ response, headers });
	};
	await page.route('**/*', answer);
	return () => page.unrouteAll({ behavior: 'wait' });
}
