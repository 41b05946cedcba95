import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { openClient } from '../../tests/e2e/support/http-client.ts';
import { newEmail, password } from '../../tests/e2e/support/people.ts';
import { codeIn, to } from '../../tests/e2e/support/steps.ts';
import { startSmtpSink } from '../../tests/support/smtp-sink.ts';
import { medianAndMax, type FaultOptions, type Finding } from './finding.ts';
import { readiness, withServer } from './server.ts';

/** Milliseconds that an answer may take; one that waited for the mail server would take ten thousand. */
const wantedMs = 8_000;

/** A mail server that takes every connection and never says a word; then it comes to life. */
export async function mailBlackHole({ quick }: FaultOptions): Promise<Finding[]> {
	const people = quick ? 10 : 100;
	const hole = await openHole();
	return withServer({ env: { SMTP_URL: `smtp://127.0.0.1:${hole.port}` } }, async (server) => {
		const [clients, times, statuses] = [new Map(), [] as number[], [] as number[]];
		for (let index = 0; index < people; index += 1) {
			const [email, client] = [newEmail(), openClient(server.origin)];
			const began = performance.now();
			const answer = await client.post('/sign-up', { email, password, redirectTo: '/' });
			times.push(performance.now() - began);
			statuses.push(answer.status);
			clients.set(email, client);
		}
		const ready = await readiness(server.origin);
		// At rest in the middle of it: what waits in the outbox stays there.
		const stopping = performance.now();
		const code = await server.stop();
		const stopped = (performance.now() - stopping) / 1000;
		await server.start();
		await hole.close();

		const alive = await startSmtpSink({ port: hole.port });
		const began = performance.now();
		for (const email of clients.keys()) await alive.waitFor(to(email), 180_000);
		const all = (performance.now() - began) / 1000;
		const proved: number[] = [];
		for (const [email, client] of clients) {
			const told = alive.mails.find(to(email))!;
			proved.push((await client.post('/sign-up/verify', { code: codeIn(told) })).status);
		}
		const counts = [...clients.keys()].map((email) => alive.mails.filter(to(email)).length);
		await alive.stop();
		return [
			{
				name: 'no page waits for it',
				holds: statuses.every((status) => status === 303) && Math.max(...times) < wantedMs,
				detail: `${people} sign-ups, ${medianAndMax(times, 'ms')}`
			},
			{
				name: 'the server is ready meanwhile, and ends in time',
				holds: ready.status === 200 && code === 0 && stopped < 10,
				detail: `/readyz ${ready.status}; end with ${code} after ${stopped.toFixed(1)} s, ${hole.taken()} connections swallowed`
			},
			{
				name: 'exactly one mail each once it speaks, and it counts',
				holds: counts.every((count) => count === 1) && proved.every((status) => status === 303),
				detail: `${counts.filter((count) => count === 1).length} of ${people} have one, the last after ${all.toFixed(1)} s; ${proved.filter((status) => status === 303).length} accounts made with it`
			}
		];
	});
}

/** Takes connections and says nothing. */
async function openHole() {
	const sockets: Socket[] = [];
	const server = createServer((socket) => {
		sockets.push(socket);
		socket.on('error', () => undefined).resume();
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		port,
		taken: () => sockets.length,
		async close() {
			server.close();
			for (const socket of sockets) socket.destroy();
			await once(server, 'close');
		}
	};
}
