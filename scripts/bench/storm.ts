import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { insertSession, settleMails } from './database.ts';
import { openConnections, timesOf, type Connections } from './load.ts';
import { quantile, type BenchResult } from './result.ts';
import { startBenchServer } from './server.ts';
import { fillSignIns, visitorsOf } from './sign-ins.ts';

const workers = 32;
const slowSync = join(import.meta.dirname, '../../tests/e2e/support/slow-sync.ts');
const disks = {
	'this disk': {},
	'a sync of 8 ms': { imports: [slowSync], env: { SYNC_MS: '8' } }
};

/** How long the slowest pages of one visitor take while others sign in or save, over when nobody does. */
export async function benchStorm(quick: boolean): Promise<BenchResult[]> {
	const [rounds, ms] = quick ? [2, 1_000] : [4, 2_500];
	const found: BenchResult[] = [];
	for (const [disk, options] of Object.entries(disks)) {
		const cookies: string[] = [];
		const fill = async (url: string) => {
			await fillSignIns(url);
			cookies.push(...(await signInWriters(url)));
		};
		const server = await startBenchServer(fill, options);
		const line = openConnections(workers);
		const visitors = await visitorsOf([server.origin], server.file, workers);
		const quiet = openConnections(1);
		const page = () => loadPage(server, quiet);
		try {
			let turn = 0;
			const storms = {
				'sign-ins': () => ((turn += 1) % 2 ? visitors.knownBrowser() : visitors.newBrowser()),
				writes: () => save(server.origin, cookies[(turn += 1) % workers]!, line)
			};
			for (const [name, work] of Object.entries(storms)) {
				const [idle, stormy]: [number[], number[]] = [[], []];
				for (let round = 0; round < rounds; round += 1) {
					idle.push(...(await timesOf(page, ms / 2)));
					const end = beginStorm(work);
					await timesOf(page, 300);
					stormy.push(...(await timesOf(page, ms)));
					await end();
					await settleMails(server.file);
				}
				const [a, b] = [quantile(stormy, 0.99), quantile(idle, 0.99)];
				found.push({
					name: `p99 of a page, ${workers} connections with ${name}, ${disk} / idle`,
					ratio: a / b,
					detail: `${a.toFixed(1)} of ${b.toFixed(1)} ms; median ${quantile(stormy, 0.5).toFixed(1)} of ${quantile(idle, 0.5).toFixed(1)} ms`,
					target: '≤ 3'
				});
			}
		} finally {
			visitors.close();
			line.close();
			quiet.close();
			await server.stop();
		}
	}
	return found;
}

/** Keeps all workers at it until it is ended. */
function beginStorm(work: () => Promise<unknown>): () => Promise<unknown> {
	let over = false;
	const worker = async () => {
		while (!over) await work();
	};
	const workersAtIt = Promise.all(Array.from({ length: workers }, worker));
	return () => {
		over = true;
		return workersAtIt;
	};
}

type Server = Awaited<ReturnType<typeof startBenchServer>>;

async function loadPage({ origin, cookie }: Server, { send }: Connections): Promise<void> {
	const { status } = await send(`${origin}/forgot-password`, { headers: { cookie } });
	if (status !== 200) throw new Error(`The page answered ${status}.`);
}

/** Whoever is signed in and saves something: one commit each time. */
async function save(origin: string, cookie: string, { send }: Connections): Promise<void> {
	const { status } = await send(`${origin}/settings/preferences`, {
		headers: { origin, cookie },
		form: { theme: 'dark' }
	});
	if (status !== 303) throw new Error(`Saving answered ${status}.`);
}

/** People with a session each. @returns the cookies that open them. */
async function signInWriters(url: string): Promise<string[]> {
	const client = createClient({ url });
	const cookies: string[] = [];
	for (let index = 1; index <= workers; index += 1) {
		cookies.push(await insertSession(client, `person-${index}`));
	}
	client.close();
	return cookies;
}
