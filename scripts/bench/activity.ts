import { fillActivity } from './activity-database.ts';
import { loadPurge, type PurgeStep } from './purge.ts';
import { inTurns, type BenchResult } from './result.ts';
import { startBenchServer } from './server.ts';

const few = 5_000;
const rounds = 60;
const day = 24 * 60 * 60 * 1000;
/** Half a year back: the first entries there are many pages away. */
const queries = {
	'activity, first page': '',
	'activity, a page in the middle': `before=${Date.now() - 180 * day}_x`,
	'activity, one kind': 'kind=security'
};

type Server = Awaited<ReturnType<typeof startBenchServer>>;
type Work = { name: string; run: () => Promise<unknown> };

/**
 * The page of the record, and one step of its purge, with many entries in the table and with few, in
 * turns. A tenth of them are the visitor's own. Near 1: neither grows with the table.
 */
export async function benchActivity(quick: boolean): Promise<BenchResult[]> {
	const many = quick ? 200_000 : 5_000_000;
	const servers: Server[] = [];
	let closePurge = async () => {};
	try {
		for (const events of [few, many]) {
			servers.push(await startBenchServer((url, userId) => fillActivity(url, userId, events)));
		}
		const [small, large] = servers as [Server, Server];
		const purge = await loadPurge(small.url);
		closePurge = purge.close;
		const smallWork = workOn(small, purge.on(small.url));
		const largeWork = workOn(large, purge.on(large.url));
		const found: BenchResult[] = [];
		for (const [index, { name, run }] of smallWork.entries()) {
			const [fewMs = 0, manyMs = 0] = await inTurns([run, largeWork[index]!.run], rounds);
			found.push({
				name: `${name}, ${many} entries / ${few}`,
				ratio: manyMs / fewMs,
				detail: `${manyMs.toFixed(2)} of ${fewMs.toFixed(2)} ms`
			});
		}
		return found;
	} finally {
		for (const server of servers) await server.stop();
		await closePurge();
	}
}

function workOn({ origin, cookie }: Server, purge: PurgeStep): Work[] {
	const pages = Object.entries(queries).map(([name, query]) => ({
		name,
		run: async () => {
			const response = await fetch(`${origin}/settings/activity?${query}`, { headers: { cookie } });
			if (response.status !== 200) throw new Error(`The page answered ${response.status}.`);
			await response.text();
		}
	}));
	return [...pages, { name: 'purge of old entries, a step', run: purge }];
}
