import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { startLibsqlServer } from '../../tests/support/libsql-server/index.ts';
import { createBenchDatabase, settleMails } from './database.ts';
import { rateOf } from './load.ts';
import { median, ratioOfRates, type BenchResult } from './result.ts';
import { startInstance } from './server.ts';
import { holdToShare } from './share-of-core.ts';
import { fillSignIns, visitorsOf } from './sign-ins.ts';

/** Milliseconds of a trip to the server and back. */
const delayMs = 2;
const cheapHashing = { imports: [join(import.meta.dirname, 'cheap-hashing.ts')] };

/** Sign-ins over a libSQL server at a distance: beside a file, and of two instances beside one. */
export async function benchRemote(quick: boolean): Promise<BenchResult[]> {
	const [rounds, ms] = quick ? [3, 1_000] : [4, 1_500];
	return [
		...(await besideAFile('http', rounds, ms)),
		...(await besideAFile('ws', rounds, ms)),
		...(await twoBesideOne(rounds, ms))
	];
}

async function besideAFile(
	over: 'http' | 'ws',
	rounds: number,
	ms: number
): Promise<BenchResult[]> {
	const near = await startOver('file');
	const far = await startOver(over);
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
				const name = `sign-ins, ${browsers} browsers, ${workers} connections, over a server ${delayMs} ms away (${over}) / a file`;
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

/**
 * Without hashing, which two instances on one machine would have to share; and, where the system lets
 * us, with half a core for each, so that the second one finds as much room as the first.
 */
async function twoBesideOne(rounds: number, ms: number): Promise<BenchResult[]> {
	const workers = 16;
	const { invite, hold, stop } = await startOver('http', { instances: 2, ...cheapHashing });
	try {
		const one = await invite(workers, 1);
		const two = await invite(workers);
		const measure = async (where: string) => {
			const rates: [number[], number[]] = [[], []];
			for (let round = 0; round < rounds; round += 1) {
				rates[0].push(await rateOf(two.knownBrowser, { workers, ms }));
				rates[1].push(await rateOf(one.knownBrowser, { workers, ms }));
			}
			const name = `sign-ins without hashing, two instances / one, ${where}`;
			return { rates, found: ratioOfRates(name, ...rates, 'sign-ins') };
		};
		// As fast as it gets: code that is used for the first times is slow, in the second one above all.
		await rateOf(two.knownBrowser, { workers, ms: 5 * ms });
		const cores = availableParallelism();
		const sharing = await measure(`on ${cores} cores with all else`);
		const figures = { signInsPerDatabase: Math.max(...sharing.rates.map(median)) };
		const found: BenchResult[] = [{ ...sharing.found, target: '≥ 1.6 on four cores', figures }];
		if (hold(0.5)) {
			const held = await measure('half a core for each');
			found.push({ ...held.found, target: '≥ 1.6' });
		}
		one.close();
		two.close();
		return found;
	} finally {
		await stop();
	}
}

interface Options {
	instances?: number;
	imports?: string[];
}

/** Instances over a database of their own: a file, or a libSQL server that has a copy of it. */
async function startOver(what: 'file' | 'http' | 'ws', { instances = 1, imports }: Options = {}) {
	const { file: made, url, remove } = await createBenchDatabase(fillSignIns);
	const server =
		what === 'file'
			? null
			: await startLibsqlServer({ template: made, delayMs, synchronous: 'FULL' });
	const address = what === 'ws' ? server?.wsUrl : server?.url;
	const file = server?.file ?? made;
	const running: Awaited<ReturnType<typeof startInstance>>[] = [];
	for (let index = 0; index < instances; index += 1) {
		running.push(await startInstance(address ?? url, { imports }));
	}
	const origins = running.map(({ origin }) => origin);
	const held: (() => void)[] = [];
	return {
		file,
		/** Visitors who come to so many of the instances in turns, to all unless it is said. */
		invite: (connections: number, count = instances) =>
			visitorsOf(origins.slice(0, count), file, connections),
		/** Holds each instance to a share of a core. @returns whether the system lets us. */
		hold(share: number): boolean {
			for (const { pid } of running) {
				const letGo = holdToShare(pid, share);
				if (letGo) held.push(letGo);
			}
			return held.length === running.length;
		},
		async stop() {
			for (const instance of running) await instance.stop();
			for (const letGo of held) letGo();
			await server?.stop();
			remove();
		}
	};
}
