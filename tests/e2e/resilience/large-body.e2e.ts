import { expect, test } from '../support/own-server.ts';
import { megabyte, memoryOf, pour } from '../support/pour.ts';

test('refuses a body of 100 MB at once and keeps its memory', async ({ server, page }) => {
	await page.goto('/sign-up');
	const before = memoryOf(server.pid);
	const form = { origin: server.origin, 'content-type': 'application/x-www-form-urlencoded' };
	const sized = { ...form, 'content-length': 100 * megabyte };
	for (const path of ['/sign-up', '/sign-in?/password', '/nothing/here']) {
		const answers = await Promise.all([1, 2, 3].map(() => pour(server.origin + path, sized)));
		for (const { status, sent } of answers) {
			expect(status, path).toBe(413);
			expect(sent, path).toBeLessThan(20 * megabyte);
		}
	}
	const chunked = await pour(`${server.origin}/sign-up`, form);
	expect(chunked.status).toBe(413);
	expect(chunked.sent).toBeLessThan(20 * megabyte);

	expect(memoryOf(server.pid) - before).toBeLessThan(60);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Create your account' })).toBeVisible();
});
