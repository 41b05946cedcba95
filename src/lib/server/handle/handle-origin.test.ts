import { describe, expect, test, vi } from 'vitest';
import { siteName } from '@/site';
import { db } from '@/server/db/client';
import * as environment from '@/server/env';
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
					// The page is ours: nothing has answered before our own check.
					expect(await response.text()).toContain('<a href="http://localhost:3000/">');
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

test('no answer lets another origin read it, asked for beforehand or not', async () => {
	const headers = {
		origin: 'https://evil.example',
		'access-control-request-method': 'POST',
		'access-control-request-headers': 'content-type'
	};
	for (const path of ['/', '/healthz', '/.well-known/passkey-endpoints', '/preferences']) {
		for (const method of ['GET', 'OPTIONS']) {
			const answered = await answer(await createRequest(path, { method, headers }));
			const names = [...answered.headers.keys()];
			expect([path, names.filter((name) => name.startsWith('access-control'))]).toEqual([path, []]);
		}
	}
});

describe('what is refused', () => {
	const foreign = { origin: 'http://127.0.0.1:3000' };
	const enhanced = { accept: 'application/json', 'x-sveltekit-action': 'true' };

	test.each([
		['en', 'This form came from another address', 'We only take forms that were opened at'],
		['de', 'Dieses Formular kam von einer anderen Adresse', 'die unter http://localhost:3000'],
		['es', 'Este formulario viene de otra dirección', 'formularios abiertos en'],
		['fr', 'Ce formulaire vient d’une autre adresse', 'formulaires ouverts sur'],
		['ja', 'このフォームは別のアドレスから送信されました', 'http://localhost:3000 で開いた']
	])('is said on a page in the language of its reader: %s', async (language, title, text) => {
		const headers = { ...foreign, 'accept-language': language };
		const refused = await openBrowser().post('/sign-in?/password', {}, { headers });
		expect(refused.status).toBe(403);
		expect(refused.headers.get('content-type')).toBe('text/html; charset=utf-8');
		const html = await refused.text();
		expect(html).toContain(`<html lang="${language}">`);
		expect(html).toContain(`<h1>${title}</h1>`);
		expect(html).toContain(`<title>${title} · ${siteName}</title>`);
		expect(html).toContain(text);
		expect(html).not.toContain('%sveltekit');
	});

	test('is said in the language that was chosen here', async () => {
		const browser = openBrowser();
		await browser.post('/preferences', { locale: 'fr', theme: 'light' });
		const refused = await browser.post('/sign-in?/password', {}, { headers: foreign });
		expect(await refused.text()).toContain('<html lang="fr">');
	});

	test('is said to an enhanced form by a result that names where to go', async () => {
		const headers = { ...foreign, ...enhanced };
		const refused = await openBrowser().post('/sign-in?/password', {}, { headers });
		expect(refused.status).toBe(403);
		expect(await refused.json()).toMatchObject({
			type: 'error',
			status: 403,
			error: { origin: 'http://localhost:3000' }
		});
	});
});

describe('from Apple, whose callback is posted across sites,', () => {
	const origin = 'https://appleid.apple.com';
	const send = async (path: string, method: string, type: string) => {
		const headers = { origin, 'content-type': type };
		return (await answer(await createRequest(path, { method, body, headers }))).status;
	};

	test.each(contentTypes)('only a POST to that callback passes: %s', async (type) => {
		expect(await send('/oauth/apple/callback', 'POST', type)).not.toBe(403);
		for (const method of ['PUT', 'PATCH', 'DELETE']) {
			expect(await send('/oauth/apple/callback', method, type)).toBe(403);
		}
		for (const path of [...paths, '/oauth/github/callback', '/oauth/apple', '/sign-in?/password']) {
			for (const method of methods) expect(await send(path, method, type)).toBe(403);
		}
	});

	test('the callback takes nothing from elsewhere', async () => {
		for (const type of contentTypes) {
			for (const foreign of [...origins, 'https://appleid.apple.com.evil.example']) {
				const headers = { origin: foreign, 'content-type': type };
				const init = { method: 'POST', body, headers };
				const response = await answer(await createRequest('/oauth/apple/callback', init));
				expect(response.status).toBe(403);
			}
		}
	});
});

test.each(contentTypes)('from our own origin everything passes the check: %s', async (type) => {
	for (const method of methods) {
		const headers = { 'content-type': type };
		const response = await answer(await createRequest('/nowhere', { method, body, headers }));
		expect(response.status).toBe(404);
	}
});

describe('a visit under another name of this machine, ORIGIN being on localhost,', () => {
	const visit = (path: string, host: string, more: Record<string, string> = {}, method = 'GET') =>
		openBrowser().send(path, { method, headers: { host, ...more } });

	test.each(['127.0.0.1:3000', '[::1]:3000', 'my-mac.local:3000', '192.168.1.7:8080', 'localhost'])(
		'goes on at ORIGIN: %s',
		async (host) => {
			for (const method of ['GET', 'HEAD']) {
				for (const path of [
					'/',
					'/sign-in?redirectTo=%2Fsettings&x=1',
					'/nowhere',
					'//evil.example'
				]) {
					const response = await visit(path, host, {}, method);
					expect(response.status).toBe(307);
					const { pathname, search } = new URL(path, 'http://localhost:3000');
					expect(response.headers.get('location')).toBe(
						`http://localhost:3000${pathname}${search}`
					);
				}
			}
		}
	);

	test('goes on from a link within the site too', async () => {
		const response = await visit('/sign-in/__data.json?a=b', '127.0.0.1:3000');
		expect(await response.json()).toMatchObject({
			type: 'redirect',
			location: 'http://localhost:3000/sign-in?a=b'
		});
	});

	test.each(['localhost:3000', 'LOCALHOST:3000', ''])('stays under its own: %j', async (host) => {
		expect((await visit('/sign-in', host)).status).toBe(200);
	});

	test('stays where a proxy in front was called by the right one', async () => {
		const proxied = { 'x-forwarded-host': 'localhost:3000' };
		expect((await visit('/sign-in', '127.0.0.1:8080', proxied)).status).toBe(200);
	});

	test('stays where it only looks after the server, and at the mailbox, which is closed', async () => {
		expect((await visit('/healthz', '127.0.0.1:3000')).status).toBe(200);
		expect((await visit('/readyz', '127.0.0.1:3000')).status).toBe(200);
		expect((await visit('/dev/mailbox', '127.0.0.1:3000')).status).toBe(404);
	});

	test('is not moved by anything but a visit', async () => {
		expect((await visit('/sign-in', '127.0.0.1:3000', {}, 'OPTIONS')).status).toBe(204);
		const posted = await openBrowser().post(
			'/sign-in',
			{},
			{ headers: { host: '127.0.0.1:3000' } }
		);
		expect(posted.status).not.toBe(307);
	});
});

describe('a visit under a foreign name', () => {
	test('stays where it is while ORIGIN is elsewhere, or behind a proxy of another port', async () => {
		const settings = vi.spyOn(environment, 'env');
		const real = environment.env();
		for (const changed of [
			{ ORIGIN: 'https://accounts.example', isLocalhost: false },
			{ ORIGIN: 'https://localhost', isLocalhost: true }
		]) {
			settings.mockReturnValue({ ...real, ...changed });
			const response = await openBrowser().get('/sign-in', { headers: { host: '127.0.0.1:3000' } });
			expect(response.status).toBe(200);
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
