import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { settleMails } from './database.ts';
import { openConnections, rateOf } from './load.ts';
import { benchPassword } from './password.ts';
import { benchHash, fillPeople, openForFilling } from './people-database.ts';
import { median, ratioOfRates, type BenchResult } from './result.ts';
import { startBenchServer } from './server.ts';
import { inviteVisitors } from './visitors.ts';

const people = 40_000;

/** Fills a database with people who can sign in. */
export async function fillSignIns(url: string): Promise<void> {
	const client = await openForFilling(url);
	await fillPeople(client, people);
	client.close();
}

/** Visitors of a database that {@link fillSignIns} has filled, and in which no mail is due any more. */
export async function visitorsOf(origins: string[], file: string, connections: number) {
	const line = openConnections(connections);
	const visitors = await inviteVisitors(origins, people, line);
	await settleMails(file);
	return { ...visitors, close: line.close };
}

/** Sign-ins of many accounts over what a bare server does that only hashes, in turns. */
export async function benchSignIns(quick: boolean): Promise<BenchResult[]> {
	const [rounds, ms] = quick ? [3, 1_000] : [5, 1_500];
	const server = await startBenchServer(fillSignIns);
	const raw = await startRawServer();
	try {
		const found: BenchResult[] = [];
		for (const workers of [8, 32]) {
			const visitors = await visitorsOf([server.origin], server.file, workers);
			const line = openConnections(workers);
			const bare = () => line.send(raw.url, { form: { password: benchPassword } });
			for (const [browsers, signIn] of visitors.ways) {
				const rates: [number[], number[]] = [[], []];
				for (let round = 0; round < rounds; round += 1) {
					rates[1].push(await rateOf(bare, { workers, ms }));
					rates[0].push(await rateOf(signIn, { workers, ms }));
					await settleMails(server.file);
				}
				const name = `sign-ins, ${browsers} browsers, ${workers} connections / bare hashing`;
				const figures = { signInsPerCore: median(rates[0]) / availableParallelism() };
				found.push({ ...ratioOfRates(name, ...rates, 'sign-ins'), target: '≥ 0.9', figures });
			}
			visitors.close();
			line.close();
		}
		return found;
	} finally {
		raw.stop();
		await server.stop();
	}
}

async function startRawServer() {
	const file = join(import.meta.dirname, 'raw-server.ts');
	const child = spawn(process.execPath, [file, await benchHash(), benchPassword], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const [port] = (await once(child.stdout, 'data')) as [Buffer];
	return { url: `http://127.0.0.1:${String(port).trim()}`, stop: () => child.kill() };
}
