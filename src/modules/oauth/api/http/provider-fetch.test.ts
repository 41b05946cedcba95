import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProviderError } from '../identity/provider';
import { providerFetch, withProviderFetch } from './provider-fetch';

let server: Server;
let base: string;

beforeAll(async () => {
	server = createServer((request, response) => {
		const json = { 'content-type': 'application/json' };
		if (request.url === '/page') {
			response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello</p>');
		} else if (request.url === '/moved') response.writeHead(302, { location: '/' }).end();
		else if (request.url === '/bomb') {
			const body = gzipSync(JSON.stringify('0'.repeat(5 * 1024 * 1024)));
			response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(body);
		} else response.writeHead(request.url === '/refused' ? 401 : 200, json).end('{"a":1}');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe('a call to a provider', () => {
	test('gives the JSON, of a refusal too', async () => {
		expect(await (await providerFetch(`${base}/`)).json()).toEqual({ a: 1 });
		expect((await providerFetch(`${base}/refused`)).status).toBe(401);
	});

	test.each(['/page', '/moved', '/bomb'])('refuses %s', async (path) => {
		await expect(providerFetch(base + path)).rejects.toMatchObject({ code: 'unreachable' });
	});

	test.each([
		'http://example.org/',
		'http://10.0.0.1/',
		'http://127.0.0.1.example.org/',
		'file:///etc/passwd',
		'data:application/json,{}'
	])('goes to https alone, or to loopback: %s', async (url) => {
		await expect(providerFetch(url)).rejects.toMatchObject({ code: 'misconfigured' });
	});

	test('holds for what a library calls with the global fetch', async () => {
		const library = () => fetch(new Request(`${base}/page`));
		await expect(withProviderFetch(library)).rejects.toBeInstanceOf(ProviderError);
	});
});

describe("everybody else's fetch", () => {
	test('has no such limits, while a call to a provider is under way too', async () => {
		const inside = withProviderFetch(() => fetch(`${base}/page`)).catch((error: unknown) => error);
		const outside = await fetch(`${base}/moved`);
		expect(await outside.json()).toEqual({ a: 1 });
		expect(outside.redirected).toBe(true);
		expect(await inside).toBeInstanceOf(ProviderError);
	});

	test('is wrapped once', async () => {
		const wrapped = globalThis.fetch;
		await withProviderFetch(() => fetch(`${base}/`));
		expect(globalThis.fetch).toBe(wrapped);
	});
});
