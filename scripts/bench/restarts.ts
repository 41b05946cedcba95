import { setTimeout as sleep } from 'node:timers/promises';
import { startLibsqlServer } from '../../tests/support/libsql-server/index.ts';
import { createBenchDatabase } from './database.ts';
import { changeKey, fillApps, keyNames, rotateKeys } from './keys.ts';
import { openConnections } from './load.ts';
import { startProxy } from './proxy.ts';
import { quantile, type BenchResult } from './result.ts';
import { freePort, startInstance } from './server.ts';

/** Milliseconds between two requests, whether those before are answered or not. */
const everyMs = 5;
/** Requests under way at once; where there are so many, the machine does not manage the rate. */
const openMax = 64;
/** Of so many requests one is a form that writes. */
const writeEach = 10;
/** Milliseconds between the start of one instance and the stop of the next. */
const restMs = 500;

/**
 * How many requests fail while two instances are stopped and started in turns, under load, and how
 * much stays under the old key, which is changed with the first four restarts.
 */
export async function benchRestarts(quick: boolean): Promise<BenchResult[]> {
	const restarts = quick ? 4 : 20;
	const keys = changeKey();
	let cookie = '';
	const made = await createBenchDatabase(async (url) => {
		cookie = await fillApps(url);
	});
	const database = await startLibsqlServer({ template: made.file, synchronous: 'FULL' });
	const [front, ...ports] = [await freePort(), await freePort(), await freePort()];
	const origin = `http://localhost:${front}`;
	const start = (port: number, turn: number) =>
		startInstance(database.url, { port, env: { ORIGIN: origin, ...keys.environment(turn) } });
	const instances = [await start(ports[0]!, -1), await start(ports[1]!, -1)];
	const names = await keyNames(database.file);
	const proxy = await startProxy(front!, ports);
	const load = beginLoad(`http://127.0.0.1:${front}`, origin, cookie);
	const stops: number[] = [];
	const codes: (number | null)[] = [];
	try {
		await sleep(1_000);
		for (let turn = 0; turn < restarts; turn += 1) {
			const which = turn % instances.length;
			const began = performance.now();
			codes.push(await instances[which]!.stop());
			stops.push(performance.now() - began);
			instances[which] = await start(ports[which]!, turn);
			await untilReady(instances[which].origin);
			await sleep(restMs);
		}
		const secrets = keys.environment(restarts);
		const rotated = await rotateKeys(database, { before: names, env: secrets });
		const { sent, failures, times, seconds } = await load.end();
		const ms = (share: number) => quantile(times, share).toFixed(0);
		const seen = failures.length > 0 ? ` (${[...new Set(failures)].join(', ')})` : '';
		return [
			{
				name: `failed requests, ${restarts} restarts of two instances behind ${proxy.name} / all`,
				ratio: failures.length / sent,
				detail: [
					`${failures.length} of ${sent}${seen}`,
					`${(sent / seconds).toFixed(0)} a second, median ${ms(0.5)} ms, 99th percentile ${ms(0.99)}`,
					`a stop ${quantile(stops, 0.5).toFixed(0)} ms, at most ${Math.max(...stops).toFixed(0)}, exit ${[...new Set(codes)].join(', ')}`
				].join('; '),
				target: '0'
			},
			{
				name: 'apps whose key is under the old AUTH_SECRET after its change / all',
				ratio: rotated.left / rotated.all,
				detail: `${rotated.left} of ${rotated.all}; "keys rotate" under the load took ${rotated.seconds.toFixed(0)} s, exit ${rotated.exitCode}`,
				target: '0'
			}
		];
	} finally {
		await load.end();
		await proxy.stop();
		for (const instance of instances) await instance.stop();
		await database.stop();
		made.remove();
	}
}

async function untilReady(origin: string): Promise<void> {
	while ((await fetch(`${origin}/readyz`).catch(() => null))?.status !== 200) await sleep(50);
}

/** Pages with a session, and some forms that write, at a steady rate. */
function beginLoad(url: string, origin: string, cookie: string) {
	const line = openConnections(openMax);
	const open = new Set<Promise<void>>();
	const [failures, times]: [string[], number[]] = [[], []];
	const began = performance.now();
	let sent = 0;
	const headers = { cookie, origin, host: new URL(origin).host };

	async function ask(): Promise<void> {
		const isWrite = sent % writeEach === 0;
		sent += 1;
		const at = performance.now();
		const form = isWrite ? { theme: 'dark' } : undefined;
		// Whoever is not signed in any more gets neither: the page moves on, and the form elsewhere.
		const status = await line.send(`${url}/settings/preferences`, { headers, form }).then(
			(answer) => (answer.location.startsWith('/sign-in') ? answer.location : answer.status),
			(error: Error) => error.message
		);
		times.push(performance.now() - at);
		if (status !== (isWrite ? 303 : 200)) failures.push(`${isWrite ? 'POST' : 'GET'}: ${status}`);
	}

	const timer = setInterval(() => {
		// Behind time where this process was kept waiting: what was missed is made up for.
		const due = Math.min((performance.now() - began) / everyMs - sent, openMax - open.size);
		for (let count = 0; count < due; count += 1) {
			const one: Promise<void> = ask().finally(() => open.delete(one));
			open.add(one);
		}
	}, everyMs);

	return {
		async end() {
			clearInterval(timer);
			const seconds = (performance.now() - began) / 1000;
			await Promise.all(open);
			line.close();
			return { sent, failures, times, seconds };
		}
	};
}
