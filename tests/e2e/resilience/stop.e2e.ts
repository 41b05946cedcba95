import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from '../support/own-server.ts';
import { startServer } from '../support/server.ts';

/** A connection of its own, with what came back on it so far. */
async function open(origin: string) {
	const socket = connect(Number(new URL(origin).port), 'localhost');
	await once(socket, 'connect');
	const got = { text: '' };
	socket.on('data', (part) => (got.text += String(part)));
	return { socket, got };
}

const head = (method: string, path: string, ...lines: string[]) =>
	[`${method} ${path} HTTP/1.1`, 'Host: localhost', ...lines, '', ''].join('\r\n');

const ended = (socket: Socket) => (socket.closed ? undefined : once(socket, 'close'));

test('ends at once where nobody waits for an answer, whatever connections are open', async ({
	server
}) => {
	const silent = await open(server.origin);
	const kept = await open(server.origin);
	kept.socket.write(head('GET', '/healthz'));
	await expect.poll(() => kept.got.text).toMatch(/^HTTP\/1\.1 200 /);

	const began = performance.now();
	expect(await server.stop()).toBe(0);
	// What is waited for has eighteen.
	expect(performance.now() - began).toBeLessThan(5_000);
	await Promise.all([ended(silent.socket), ended(kept.socket)]);
	await server.start();
});

test('answers what was under way, takes nothing new, and ends after it', async ({ server }) => {
	const under = await open(server.origin);
	const body = 'email=nobody%40example.org';
	const post = head(
		'POST',
		'/forgot-password',
		`Origin: ${server.origin}`,
		'Content-Type: application/x-www-form-urlencoded',
		`Content-Length: ${body.length}`,
		'Expect: 100-continue'
	);
	under.socket.write(post);
	// From here on the server waits for the rest.
	await expect.poll(() => under.got.text).toContain('100 Continue');

	const stopped = server.stop();
	await expect
		.poll(() => open(server.origin).then(({ socket }) => socket.destroy(), String))
		.toContain('ECONNREFUSED');
	under.socket.write(body);
	await ended(under.socket);
	expect(under.got.text).toMatch(/HTTP\/1\.1 303 [^]*connection: close/i);
	expect(await stopped).toBe(0);
	await server.start();
});

test('gives a balancer time that was asked for: it is ready no more, and still answers', async () => {
	const server = await startServer({ env: { SHUTDOWN_DELAY: '4' } });
	try {
		const statusOf = async (path: string) => (await fetch(server.origin + path)).status;
		expect(await statusOf('/readyz')).toBe(200);
		const stopped = server.stop();
		await expect.poll(() => statusOf('/readyz'), { intervals: [100] }).toBe(503);
		expect(await statusOf('/sign-in')).toBe(200);
		expect(await stopped).toBe(0);
	} finally {
		await server.remove();
	}
});
