import { test as base } from './fixtures.ts';
import { startServer } from './server.ts';

/** On a server without SMTP_URL, and without a proxy's header: that closes the mailbox. */
export const test = base.extend({
	server: [
		async ({ browserName: _ }, use) => {
			const server = await startServer({ env: { ADDRESS_HEADER: '' } });
			await use(server);
			await server.remove();
		},
		{ scope: 'worker' }
	],
	extraHTTPHeaders: {}
});

export { bothWays, expect } from './fixtures.ts';
