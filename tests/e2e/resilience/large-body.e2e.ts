import { readFileSync } from 'node:fs';
import { request, type OutgoingHttpHeaders } from 'node:http';
import { expect, test } from '../support/own-server.ts';

const megabyte = 1024 * 1024;
const chunk = Buffer.alloc(megabyte, 'a');

/** Sends up to 100 MB for as long as the server takes them. */
function pour(url: string, headers: OutgoingHttpHeaders) {
	return new Promise<{ status: number | undefined; sent: number }>((resolve, reject) => {
		let sent = 0;
		let status: number | undefined;
		const outgoing = request(url, { method: 'POST', headers }, (response) => {
			status = response.statusCode;
			response.resume();
			outgoing.destroy();
		});
		outgoing.on('error', (error) => (status ? undefined : reject(error)));
		outgoing.on('close', () => resolve({ status, sent }));
		function more(): void {
			while (sent < 100 * megabyte && !outgoing.destroyed) {
				sent += chunk.length;
				if (!outgoing.write(chunk)) return void outgoing.once('drain', more);
			}
			outgoing.end();
		}
		more();
	});
}

function memoryOf(pid: number | undefined): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

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
