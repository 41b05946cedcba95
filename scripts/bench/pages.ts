import { Agent, get } from 'node:http';
import { median, type BenchResult } from './result.ts';
import { startBenchServer } from './server.ts';

const rounds = 9;
const requests = 400;
const parallel = 8;

/** What a session adds to a page: the same page for somebody signed in and signed out, in turns. */
export async function benchPages(): Promise<BenchResult[]> {
	const server = await startBenchServer();
	const agent = new Agent({ keepAlive: true, maxSockets: parallel });
	const rate = async (path: string, headers: Record<string, string>) => {
		const began = performance.now();
		let left = requests;
		const worker = async () => {
			while (left-- > 0) await load(`${server.origin}${path}`, headers, agent);
		};
		await Promise.all(Array.from({ length: parallel }, worker));
		return requests / ((performance.now() - began) / 1000);
	};
	try {
		const signedIn: number[] = [];
		const signedOut: number[] = [];
		const plain: number[] = [];
		await rate('/forgot-password', { cookie: server.cookie });
		for (let round = 0; round < rounds; round += 1) {
			plain.push(await rate('/healthz', {}));
			signedOut.push(await rate('/forgot-password', {}));
			signedIn.push(await rate('/forgot-password', { cookie: server.cookie }));
		}
		const detail = (a: number[], b: number[]) =>
			`${median(a).toFixed(0)} of ${median(b).toFixed(0)} requests a second`;
		return [
			{
				name: 'page with session / page without',
				ratio: median(signedIn) / median(signedOut),
				detail: detail(signedIn, signedOut),
				target: '≥ 0.9',
				figures: { pagesPerCore: median(signedIn) }
			},
			{
				name: 'page without session / bare answer',
				ratio: median(signedOut) / median(plain),
				detail: detail(signedOut, plain)
			}
		];
	} finally {
		agent.destroy();
		await server.stop();
	}
}

function load(url: string, headers: Record<string, string>, agent: Agent): Promise<void> {
	return new Promise((resolve, reject) => {
		get(url, { headers, agent }, (response) => {
			if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
			response.resume().once('end', resolve);
		}).once('error', reject);
	});
}
