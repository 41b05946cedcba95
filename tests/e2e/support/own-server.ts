import { test as base } from './fixtures.ts';
import { startServer } from './server.ts';

/** For tests that stop, kill or starve their server: it is nobody else's. */
export const test = base.extend({
	server: [
		async ({ mail }, use) => {
			const server = await startServer({ env: { SMTP_URL: mail.url } });
			await use(server);
			await server.remove();
		},
		{ scope: 'worker' }
	]
});

export { expect } from './fixtures.ts';
