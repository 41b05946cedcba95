import { EventEmitter } from 'node:events';
import { createServer, type Server } from 'node:http';
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

async function headersOf(secure: boolean): Promise<Headers> {
	// The handler answers with writeHead, as the server of static files does.
	const http = createServer((_, response) => response.writeHead(403, { Vary: 'x' }).end());
	server = http;
	addResponseHeaders(http, secure);
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	const { port } = http.address() as AddressInfo;
	return (await fetch(`http://127.0.0.1:${port}/`)).headers;
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

	it('carries HSTS of two years under https', async () => {
		expect((await headersOf(true)).get('strict-transport-security')).toMatch(/max-age=63072000/);
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

it('a rejection that nobody waited for is written down and ends nothing', () => {
	const lines = vi.spyOn(log, 'error').mockReturnValue();
	const target = new EventEmitter();
	keepRunning(target);
	expect(target.emit('unhandledRejection', undefined)).toBe(true);
	expect(lines).toHaveBeenCalledTimes(1);
});
