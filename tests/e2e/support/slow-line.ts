import type { BrowserContext } from '@playwright/test';

/** Milliseconds that each script, data request and form takes longer; for a run by hand. */
const delay = Number(process.env.SLOW_LINE ?? 0);

/** Makes the line slow where `SLOW_LINE` says so: finds what leans on scripts being there at once. */
export async function slowDown(context: BrowserContext): Promise<void> {
	if (!delay) return;
	await context.route('**/*', async (route) => {
		const request = route.request();
		const isLate = ['fetch', 'xhr', 'script'].includes(request.resourceType());
		if (isLate || request.method() === 'POST') {
			await new Promise((resolve) => setTimeout(resolve, delay));
		}
		// The page may have gone on meanwhile.
		await route.continue().catch(() => undefined);
	});
}
