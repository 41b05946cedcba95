import type { BrowserContext } from '@playwright/test';

/** What the console says of refused forms, missing pages and cut lines, which tests look at themselves. */
const expected =
	/^Failed to load resource: (the server responded with a status of (4\d\d|503)|net::ERR_)/;
/** The frame in which the mailbox shows a mail runs no scripts, Playwright's neither. */
const sandboxed = /^Blocked script execution in '\S+\/dev\/mailbox\/\S+' because .* sandboxed/;
/** Each page uses the font: that it was not painted for some seconds tells of a busy machine alone. */
const late = /^The resource \S+\.woff2 was preloaded .* but not used within a few seconds/;

/**
 * Collects what goes wrong in a browser without showing: console errors and warnings, breaches of
 * the content security policy among them, and uncaught exceptions.
 */
export function collectComplaints(context: BrowserContext): string[] {
	const complaints: string[] = [];
	context.on('console', (message) => {
		const { url } = message.location();
		if (!['error', 'warning'].includes(message.type())) return;
		if ([sandboxed, late].some((harmless) => harmless.test(message.text()))) return;
		if (expected.test(message.text()) && !/\/_app\/|\.\w+$/.test(new URL(url).pathname)) return;
		complaints.push(`${message.page()?.url()}: ${message.text()} (${url})`);
	});
	context.on('weberror', (error) => complaints.push(String(error.error().stack)));
	return complaints;
}
