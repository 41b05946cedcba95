import { EventEmitter } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { log } from '../src/lib/server/log.ts';
import { keepRunning } from './keep-running.ts';
import { addResponseHeaders } from './response-headers.ts';
import { exitAfterShutdown } from './shutdown.ts';

const EVENT = 'sveltekit:shutdown' as NodeJS.Signals;
let server: Server | undefined;

afterEach(() => {
	server?.close();
	process.removeAllListeners(EVENT);
});

/** By default the answer is given with writeHead, as the server of static files does. */
async function headersOf(
	secure: boolean,
	answer: RequestListener = (_, response) => response.writeHead(403, { Vary: 'x' }).end()
): Promise<Headers> {
	const http = createServer(answer);
	server = http;
	addResponseHeaders(http, secure);
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	const { port } = http.address() as AddressInfo;
	return (await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' })).headers;
}

describe('every response', () => {
	it('carries nosniff, COOP, CORP, Referrer-Policy and no frame around it, whoever answers', async () => {
		const headers = await headersOf(false);
		expect(headers.get('referrer-policy')).toBe('same-origin');
		expect(headers.get('x-content-type-options')).toBe('nosniff');
		expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
		expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
		expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
		expect(headers.get('vary')).toBe('x');
		expect(headers.has('strict-transport-security')).toBe(false);
	});

	it.each([
		['a page', ['text/html'], 'text/html; charset=utf-8'],
		['a script', ['text/javascript'], 'text/javascript; charset=utf-8'],
		['one that says so', ['text/html;charset=UTF-8'], 'text/html;charset=UTF-8'],
		['a picture', ['image/webp'], 'image/webp'],
		['data', ['application/json'], 'application/json'],
		['words without a type', [], 'text/plain; charset=utf-8'],
		['nothing', [], null, 303]
	])('says that text is UTF-8: %s', async (_name, [type], said, status = 400) => {
		const given = { ...(type && { 'Content-Type': type }) };
		const ways: RequestListener[] = [
			(_, response) => response.writeHead(status, given).end('x'),
			(_, response) => response.writeHead(status, 'Words', given).end('x'),
			(_, response) => {
				for (const [name, value] of Object.entries(given)) response.setHeader(name, value);
				response.statusCode = status;
				response.end('x');
			}
		];
		for (const answer of ways) {
			expect((await headersOf(false, answer)).get('content-type')).toBe(said);
			server?.close();
		}
		expect(given).toEqual(type ? { 'Content-Type': type } : {});
	});

	it('carries HSTS of two years under https', async () => {
		expect((await headersOf(true)).get('strict-transport-security')).toBe(
			'max-age=63072000; includeSubDomains'
		);
	});
});

describe('shutting down', () => {
	/** Emits the event once the closers are taken over; resolves with the exit code. */
	function shutDown(...closers: (() => Promise<void>)[]): Promise<number> {
		for (const close of closers) process.on(EVENT, close);
		return new Promise((resolve) => {
			exitAfterShutdown(resolve);
			process.emit(EVENT);
		});
	}

	it('waits for every asynchronous closer', async () => {
		let closed = 0;
		const closer = async () => {
			await new Promise((resolve) => setTimeout(resolve, 20));
			closed++;
		};
		expect(await shutDown(closer, closer)).toBe(0);
		expect(closed).toBe(2);
	});

	it('ends with 1 when one of them fails', async () => {
		const report = vi.spyOn(console, 'error').mockReturnValue();
		expect(await shutDown(() => Promise.reject('cannot close'))).toBe(1);
		expect(report).toHaveBeenCalledWith('cannot close');
	});
});

it('a file that was there when the server started costs its request alone when it is gone', async () => {
	const lines = vi.spyOn(log, 'error').mockReturnValue();
	// As the server of static files does it: the head first, then a stream that nobody listens to.
	const http = createServer((request, response) => {
		response.writeHead(200);
		if (request.url === '/there') response.end('there');
		else createReadStream(`${import.meta.dirname}/gone.js`).pipe(response);
	});
	server = http;
	keepRunning(http, new EventEmitter());
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
	await expect(fetch(`${origin}/gone`)).rejects.toThrow();
	expect(lines).toHaveBeenCalledWith(
		{ err: expect.objectContaining({ code: 'ENOENT' }) as unknown },
		'a file of the build cannot be read'
	);
	expect(await (await fetch(`${origin}/there`)).text()).toBe('there');
});

it('a rejection that nobody waited for is written down and ends nothing', () => {
	const lines = vi.spyOn(log, 'error').mockReturnValue();
	const target = new EventEmitter();
	keepRunning(createServer(), target);
	expect(target.emit('unhandledRejection', undefined)).toBe(true);
	expect(lines).toHaveBeenCalledTimes(1);
});
