import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { percentile, type BenchResult } from './result.ts';
import { startBenchServer } from './server.ts';

const rounds = 3;
const pages = 200;
/** People who save again and again, each as soon as the last answer has come. */
const writers = 8;
/** As on a disk whose sync takes so many milliseconds. */
const syncMs = 8;
const slowSync = join(import.meta.dirname, '../../tests/e2e/support/slow-sync.ts');

/** How long a page takes at worst while others write, against a server that does nothing else. */
export async function benchStorm(): Promise<BenchResult[]> {
	const server = await startBenchServer(undefined, {
		NODE_OPTIONS: `--import=${slowSync}`,
		SYNC_MS: String(syncMs)
	});
	const agent = new Agent({ keepAlive: true, maxSockets: writers + 1 });
	const send = (path: string, status: number, body?: string) =>
		load(`${server.origin}${path}`, status, agent, { cookie: server.cookie }, body);

	const times = async () => {
		const taken: number[] = [];
		for (let page = 0; page < pages; page += 1) {
			const began = performance.now();
			await send('/settings/profile', 200);
			taken.push(performance.now() - began);
		}
		return taken;
	};

	let saved = 0;
	async function inStorm<T>(work: () => Promise<T>): Promise<T> {
		let isOver = false;
		const storm = Array.from({ length: writers }, async () => {
			while (!isOver) {
				await send('/settings/profile?/update', 303, `displayName=Number+${++saved}`);
			}
		});
		const result = await work();
		isOver = true;
		await Promise.all(storm);
		return result;
	}

	try {
		const idle: number[] = [];
		const storm: number[] = [];
		let stormMs = 0;
		await inStorm(times);
		saved = 0;
		for (let round = 0; round < rounds; round += 1) {
			idle.push(...(await times()));
			const began = performance.now();
			storm.push(...(await inStorm(times)));
			stormMs += performance.now() - began;
		}
		const [quiet, worst] = [percentile(idle, 99), percentile(storm, 99)];
		const middle = [percentile(idle, 50), percentile(storm, 50)].map((ms) => ms.toFixed(1));
		return [
			{
				name: `page in a storm of ${writers} writers / alone, 99 of 100, syncs of ${syncMs} ms`,
				ratio: worst / quiet,
				detail:
					`${worst.toFixed(1)} of ${quiet.toFixed(1)} ms, in the middle ${middle[1]} of ${middle[0]}, ` +
					`${((saved / stormMs) * 1000).toFixed(0)} saved a second`
			}
		];
	} finally {
		agent.destroy();
		await server.stop();
	}
}

function load(
	url: string,
	status: number,
	agent: Agent,
	headers: Record<string, string>,
	body?: string
): Promise<void> {
	const form = { origin: new URL(url).origin, 'content-type': 'application/x-www-form-urlencoded' };
	const options = {
		agent,
		method: body === undefined ? 'GET' : 'POST',
		headers: { ...headers, accept: 'text/html', ...(body !== undefined && form) }
	};
	return new Promise((resolve, reject) => {
		const sent = request(url, options, (response) => {
			if (response.statusCode !== status) reject(new Error(`${url}: ${response.statusCode}`));
			response.resume().once('end', resolve);
		});
		sent.once('error', reject).end(body);
	});
}
