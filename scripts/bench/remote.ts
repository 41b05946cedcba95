import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { startLibsqlServer } from '../../tests/support/libsql-server/index.ts';
import { createBenchDatabase, settleMails } from './database.ts';
import { rateOf } from './load.ts';
import { median, ratioOfRates, type BenchResult } from './result.ts';
import { startInstance } from './server.ts';
import { fillSignIns, visitorsOf } from './sign-ins.ts';

/** Milliseconds of a trip to the server and back. */
const delayMs = 2;
const cheapHashing = { imports: [join(import.meta.dirname, 'cheap-hashing.ts')] };

/** Sign-ins over a libSQL server at a distance: beside a file, and of two instances beside one. */
export async function benchRemote(quick: boolean): Promise<BenchResult[]> {
	const [rounds, ms] = quick ? [3, 1_000] : [4, 1_500];
	return [...(await besideAFile(rounds, ms)), await twoBesideOne(rounds, ms)];
}

async function besideAFile(rounds: number, ms: number): Promise<BenchResult[]> {
	const near = await startOver('file');
	const far = await startOver('server');
	try {
		const found: BenchResult[] = [];
		for (const workers of [8, 32]) {
			const [atNear, atFar] = [await near.invite(workers), await far.invite(workers)];
			for (const [index, [browsers, overFile]] of atNear.ways.entries()) {
				const [, overServer] = atFar.ways[index]!;
				const rates: [number[], number[]] = [[], []];
				for (let round = 0; round < rounds; round += 1) {
					rates[0].push(await rateOf(overServer, { workers, ms }));
					await settleMails(far.file);
					rates[1].push(await rateOf(overFile, { workers, ms }));
					await settleMails(near.file);
				}
				const name = `sign-ins, ${browsers} browsers, ${workers} connections, over a server ${delayMs} ms away / a file`;
				found.push({ ...ratioOfRates(name, ...rates, 'sign-ins'), target: '≥ 0.8' });
			}
			atNear.close();
			atFar.close();
		}
		return found;
	} finally {
		await near.stop();
		await far.stop();
	}
}

/** Without hashing, which two instances on one machine would have to share. */
async function twoBesideOne(rounds: number, ms: number): Promise<BenchResult> {
	const workers = 16;
	const { invite, stop } = await startOver('server', { instances: 2, ...cheapHashing });
	try {
		const one = await invite(workers, 1);
		const two = await invite(workers);
		const rates: [number[], number[]] = [[], []];
		for (let round = 0; round < rounds; round += 1) {
			rates[0].push(await rateOf(two.knownBrowser, { workers, ms }));
			rates[1].push(await rateOf(one.knownBrowser, { workers, ms }));
		}
		one.close();
		two.close();
		const found = ratioOfRates(
			'sign-ins without hashing, two instances / one',
			...rates,
			'sign-ins'
		);
		return {
			...found,
			detail: `${found.detail}; they, the database and the visitors on ${availableParallelism()} cores`,
			target: '≥ 1.6',
			figures: { signInsPerDatabase: Math.max(...rates.map(median)) }
		};
	} finally {
		await stop();
	}
}

interface Options {
	instances?: number;
	imports?: string[];
}

/** Instances over a database of their own: a file, or a libSQL server that has a copy of it. */
async function startOver(what: 'file' | 'server', { instances = 1, imports }: Options = {}) {
	const { file: made, url, remove } = await createBenchDatabase(fillSignIns);
	const server =
		what === 'server'
			? await startLibsqlServer({ template: made, delayMs, synchronous: 'FULL' })
			: null;
	const file = server?.file ?? made;
	const running: Awaited<ReturnType<typeof startInstance>>[] = [];
	for (let index = 0; index < instances; index += 1) {
		running.push(await startInstance(server?.url ?? url, { imports }));
	}
	const origins = running.map(({ origin }) => origin);
	return {
		file,
		/** Visitors who come to so many of the instances in turns, to all unless it is said. */
		invite: (connections: number, count = instances) =>
			visitorsOf(origins.slice(0, count), file, connections),
		async stop() {
			for (const instance of running) await instance.stop();
			await server?.stop();
			remove();
		}
	};
}
