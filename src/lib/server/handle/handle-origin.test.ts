import { describe, expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { answer, createRequest, openBrowser } from '$tests/app';
import { signedInPerson } from '$tests/people';
import { outbox } from '$modules/mail/models/z.outbox';

const body = 'email=nobody%40example.com';
const contentTypes = [
	'application/x-www-form-urlencoded',
	'multipart/form-data; boundary=x',
	'text/plain',
	'text/plain; charset=utf-8',
	'application/json',
	'application/octet-stream',
	''
];
const origins = [
	'',
	'null',
	'https://evil.example',
	'http://localhost:3001',
	'https://localhost:3000',
	'http://localhost:3000.evil.example',
	'http://LOCALHOST:3000',
	'http://localhost:3000/',
	'http://localhost',
	'http://127.0.0.1:3000'
];
const methods = ['POST', 'PUT', 'PATCH', 'DELETE'];
const paths = [
	'/forgot-password',
	'/sign-out',
	'/preferences',
	'/healthz',
	'/nowhere',
	'/settings/profile'
];

describe('from another site', () => {
	test.each(contentTypes)('nothing is accepted: %s', async (type) => {
		const statuses = new Map<number, number>();
		for (const origin of origins) {
			for (const method of methods) {
				for (const path of paths) {
					const headers = { origin, 'content-type': type };
					const response = await answer(await createRequest(path, { method, body, headers }));
					statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
				}
			}
		}
		const all = origins.length * methods.length * paths.length;
		expect([...statuses]).toEqual([[403, all]]);
		expect(await db.$count(outbox)).toBe(0);
	});

	test('a signed-in person is not signed out, nor anything changed', async () => {
		const { browser } = await signedInPerson();
		for (const origin of origins) {
			const refused = await browser.post('/sign-out', {}, { headers: { origin } });
			expect(refused.status).toBe(403);
			expect(refused.headers.getSetCookie()).toEqual([]);
		}
		expect((await browser.get('/settings/profile')).status).toBe(200);
	});

	test('no header speaks for Origin', async () => {
		const headers = {
			origin: '',
			referer: 'http://localhost:3000/',
			'sec-fetch-site': 'same-origin',
			'x-forwarded-host': 'localhost:3000',
			'x-http-method-override': 'GET'
		};
		expect((await openBrowser().post('/sign-out', {}, { headers })).status).toBe(403);
	});

	test('a page may be read: GET, HEAD and OPTIONS pass', async () => {
		for (const method of ['GET', 'HEAD', 'OPTIONS']) {
			const headers = { origin: 'https://evil.example' };
			const response = await openBrowser().send('/sign-in', { method, headers });
			expect(response.ok).toBe(true);
			expect(response.headers.has('access-control-allow-origin')).toBe(false);
		}
	});
});

describe('a body', () => {
	const KB = 1024;
	const post = (headers: Record<string, string>) =>
		openBrowser().post('/forgot-password', { email: 'nobody' }, { headers });

	test('of up to 512 KB is read, a larger one refused with 413', async () => {
		expect((await post({ 'content-length': String(512 * KB) })).status).toBe(400);
		expect((await post({ 'content-length': String(512 * KB + 1) })).status).toBe(413);
		expect((await post({ 'content-length': '99999999999999999999' })).status).toBe(413);
	});

	describe('that does not say how large it is, as a proxy may stream it,', () => {
		/** Comes in pieces; what was taken of it is counted. */
		function stream(bytes: number) {
			const taken = { bytes: 0 };
			const text = new TextEncoder().encode('email=nobody&more='.padEnd(bytes, 'x'));
			const body = new ReadableStream<Uint8Array>({
				pull(controller) {
					const piece = text.subarray(taken.bytes, taken.bytes + 16 * KB);
					if (piece.length === 0) return controller.close();
					taken.bytes += piece.length;
					controller.enqueue(piece);
				}
			});
			return { body, taken };
		}

		async function pour(path: string, bytes: number) {
			const { body, taken } = stream(bytes);
			const headers = {
				'content-type': 'application/x-www-form-urlencoded',
				'transfer-encoding': 'chunked'
			};
			const request = await createRequest(path, { headers });
			const streamed = new Request(request.url, {
				method: 'POST',
				headers: { ...Object.fromEntries(request.headers), origin: 'http://localhost:3000' },
				body,
				duplex: 'half'
			} as RequestInit);
			return { response: await answer(streamed), taken };
		}

		test('is read up to 512 KB', async () => {
			const { response } = await pour('/forgot-password', 512 * KB);
			expect(response.status).toBe(400);
			expect(await response.text()).toContain('value="nobody"');
		});

		test('is 413 beyond, and the rest stays unread', async () => {
			const { response, taken } = await pour('/forgot-password', 4096 * KB);
			expect(response.status).toBe(413);
			expect(taken.bytes).toBeLessThan(600 * KB);
			expect((await pour('/forgot-password', 512 * KB + 1)).response.status).toBe(413);
		});

		test('waits for its turn where it is a picture, and for a session', async () => {
			const { response, taken } = await pour('/settings/profile?/avatar', 4096 * KB);
			expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
			expect(taken.bytes).toBeLessThan(64 * KB);
		});
	});

	test.each(['-1', 'x', '1e3', '0x10', '12, 13'])('of length %s is refused', async (length) => {
		expect((await post({ 'content-length': length })).status).toBe(400);
	});
});
