import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { watchConnections } from './connections.ts';

let http: Server;
afterEach(() => http.closeAllConnections());

async function serve(answer: RequestListener) {
	http = createServer(answer);
	const connections = watchConnections(http);
	http.listen(0, '127.0.0.1');
	await once(http, 'listening');
	return connections;
}

/** A connection that collects what comes back on it. */
async function open() {
	const socket = connect((http.address() as AddressInfo).port, '127.0.0.1');
	const got = { text: '' };
	socket.on('data', (part) => (got.text += String(part)));
	await once(socket, 'connect');
	return { got, ask: () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), socket };
}

/** How many milliseconds the end took, and how many answers were cut off. */
async function timed(end: Promise<number>) {
	const began = performance.now();
	return { cutOff: await end, took: performance.now() - began };
}

const now: RequestListener = (_, response) => void response.end('done');

describe('the end of a server', () => {
	it('waits for no connection on which nothing came, and for none that is kept', async () => {
		const connections = await serve(now);
		await open();
		const kept = await open();
		kept.ask();
		await once(kept.socket, 'data');
		const { took, cutOff } = await timed(connections.end(5_000));
		expect(took).toBeLessThan(1_000);
		expect(cutOff).toBe(0);
	});

	it('answers a request that was on its way when it began', async () => {
		const connections = await serve(now);
		const fresh = await open();
		const kept = await open();
		kept.ask();
		await once(kept.socket, 'data');
		connections.announceEnd();
		const end = connections.end(5_000);
		await sleep(30);
		kept.got.text = '';
		for (const { ask } of [fresh, kept]) ask();
		const both = Promise.all([fresh, kept].map(({ socket }) => once(socket, 'close')));
		expect(await end).toBe(0);
		await both;
		for (const { got } of [fresh, kept]) expect(got.text).toMatch(/^HTTP\/1.1 200 .*done$/s);
		for (const { got } of [fresh, kept]) expect(got.text).toContain('Connection: close');
	});

	it('answers a request that came while the process was kept waiting', async () => {
		const connections = await serve(now);
		const [fresh, kept] = [await open(), await open()];
		kept.ask();
		await once(kept.socket, 'data');
		kept.got.text = '';
		const end = connections.end(5_000);
		await sleep(100);
		const both = Promise.all([fresh, kept].map(({ socket }) => once(socket, 'close')));
		// Timers are what comes next then.
		await turn();
		for (const { ask } of [fresh, kept]) ask();
		// Past the moment at which both were to be closed, with their requests not read yet.
		for (const until = performance.now() + 400; performance.now() < until;);
		await both;
		expect(await end).toBe(0);
		for (const { got } of [fresh, kept]) expect(got.text).toMatch(/^HTTP\/1.1 200 .*done$/s);
	});

	it('waits for a request of which a part has come, and for answers, but not for ever', async () => {
		const connections = await serve(() => undefined);
		const [answered, begun] = [await open(), await open()];
		answered.ask();
		begun.socket.write('GET / HT');
		await once(http, 'request');
		const { took, cutOff } = await timed(connections.end(600));
		expect(took).toBeGreaterThan(590);
		expect(cutOff).toBe(1);
	});
});
