import { connect, type Socket } from 'node:net';
import { megabyte, memoryOf, pour } from '../../tests/e2e/support/pour.ts';
import { openConnections, timesOf } from '../bench/load.ts';
import { quantile } from '../bench/result.ts';
import { countAnswers, type FaultOptions, type Finding } from './finding.ts';
import { readiness, withServer } from './server.ts';

/** Milliseconds within which 99 of 100 pages of others come, or three times what they take anyway. */
const wantedMs = 500;
/** Megabytes that the process may grow by. */
const wantedGrowth = 150;

/** Hundreds of connections that send a byte a second, and bodies of 100 MB, beside a visitor. */
export async function slowClients({ quick }: FaultOptions): Promise<Finding[]> {
	const [connections, ms] = quick ? [100, 3_000] : [500, 15_000];
	return withServer({}, async (server) => {
		const port = Number(new URL(server.origin).port);
		const line = openConnections(1);
		const page = async () => {
			const { status } = await line.send(`${server.origin}/sign-in`);
			if (status !== 200) throw new Error(`The page answered ${status}.`);
		};
		await timesOf(page, 1_000);
		const idle = await timesOf(page, ms / 3);
		const before = memoryOf(server.pid);

		const slow = Array.from({ length: connections }, (_, index) => drip(port, index));
		const answers: (number | string)[] = [];
		let isOver = false;
		const pouring = Promise.all(
			Array.from({ length: 4 }, async (_, index) => {
				while (!isOver) answers.push(await pourForm(server.origin, index % 2 === 0));
			})
		);
		const stormy = await timesOf(page, ms);
		const open = slow.filter(({ destroyed }) => !destroyed).length;
		const growth = memoryOf(server.pid) - before;
		isOver = true;
		await pouring;
		for (const socket of slow) socket.destroy();
		line.close();
		const ready = await readiness(server.origin);
		const [middle, p99] = [quantile(stormy, 0.5), quantile(stormy, 0.99)];
		const wanted = Math.max(wantedMs, 3 * quantile(idle, 0.99));
		return [
			{
				name: `others have their page, 99 of 100 within ${wanted.toFixed(0)} ms`,
				holds: p99 < wanted && ready.status === 200,
				detail: `${connections} slow connections, ${open} of them open at the end; p99 ${p99.toFixed(1)} of ${quantile(idle, 0.99).toFixed(1)} ms without them, median ${middle.toFixed(1)} of ${quantile(idle, 0.5).toFixed(1)}`
			},
			{
				name: 'a body of 100 MB is refused, and is not kept',
				holds: answers.every((status) => status === 413) && growth < wantedGrowth,
				detail: `${countAnswers(answers)}; the process grew by ${growth.toFixed(0)} MB`
			}
		];
	});
}

/** A connection that sends its request, header or body, byte by byte, one a second. */
function drip(port: number, index: number): Socket {
	const head = `POST /sign-in?/password HTTP/1.1\r\nhost: localhost:${port}\r\n`;
	const form = 'content-type: application/x-www-form-urlencoded\r\ncontent-length: 5000\r\n\r\n';
	const socket = connect(port, '127.0.0.1').on('error', () => undefined);
	socket.write(index % 2 === 0 ? head : `${head}origin: http://localhost:${port}\r\n${form}`);
	const timer = setInterval(() => socket.writable && socket.write('a'), 1_000);
	socket.on('close', () => clearInterval(timer)).resume();
	return socket;
}

/** Sends 100 MB, or as much of it as is taken. @returns the answer's status. */
function pourForm(origin: string, isSized: boolean): Promise<number | string> {
	const headers = {
		origin,
		'content-type': 'application/x-www-form-urlencoded',
		...(isSized && { 'content-length': 100 * megabyte })
	};
	return pour(`${origin}/sign-in?/password`, headers).then(
		({ status }) => status ?? 0,
		(error: Error) => error.message
	);
}
