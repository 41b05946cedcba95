import { createServer } from 'vite';
import { createDb } from '../../src/lib/server/db/create-db.ts';
import { fillActivity } from './activity-database.ts';
import { median, type BenchResult } from './result.ts';
import { startBenchServer } from './server.ts';

const few = 5_000;
const rounds = 60;
const day = 24 * 60 * 60 * 1000;
/** Seen from so many days ahead, the few entries have old ones for every round. */
const ahead = 300;
/** Half a year back: the first entries there are many pages away. */
const queries = {
	'activity, first page': '',
	'activity, a page in the middle': `before=${Date.now() - 180 * day}_x`,
	'activity, one kind': 'kind=security'
};

type Server = Awaited<ReturnType<typeof startBenchServer>>;
type PurgeStep = (input: { now: Date }, executor: unknown) => Promise<number>;
type Work = { name: string; run: () => Promise<unknown> };

/**
 * The page of the record, and one step of its purge, with many entries in the table and with few, in
 * turns. A tenth of them are the visitor's own. Near 1: neither grows with the table.
 */
export async function benchActivity(quick: boolean): Promise<BenchResult[]> {
	const many = quick ? 200_000 : 5_000_000;
	const servers: Server[] = [];
	const vite = await createServer({
		appType: 'custom',
		logLevel: 'error',
		server: { middlewareMode: true, hmr: false, watch: null }
	});
	try {
		for (const events of [few, many]) {
			servers.push(await startBenchServer((url, userId) => fillActivity(url, userId, events)));
		}
		const [small, large] = servers as [Server, Server];
		// The module opens a database of its own beside the one that it is handed.
		process.env.DATABASE_URL = small.url;
		const file = '/src/modules/activity/api/delete-old-events.ts';
		const purge = (await vite.ssrLoadModule(file)).deleteOldEventsStep as PurgeStep;
		const [smallWork, largeWork] = [workOn(small, purge), workOn(large, purge)];
		const found: BenchResult[] = [];
		for (const [index, { name, run }] of smallWork.entries()) {
			const [fewMs, manyMs] = await inTurns(run, largeWork[index]!.run);
			found.push({
				name: `${name}, ${many} entries / ${few}`,
				ratio: manyMs / fewMs,
				detail: `${manyMs.toFixed(2)} of ${fewMs.toFixed(2)} ms`
			});
		}
		return found;
	} finally {
		for (const server of servers) await server.stop();
		await vite.close();
	}
}

function workOn({ origin, cookie, url }: Server, purge: PurgeStep): Work[] {
	const db = createDb(url);
	const pages = Object.entries(queries).map(([name, query]) => ({
		name,
		run: async () => {
			const response = await fetch(`${origin}/settings/activity?${query}`, { headers: { cookie } });
			if (response.status !== 200) throw new Error(`The page answered ${response.status}.`);
			await response.text();
		}
	}));
	const now = new Date(Date.now() + ahead * day);
	return [...pages, { name: 'purge of old entries, a step', run: () => purge({ now }, db) }];
}

/** The median time of each, in milliseconds, after some that do not count. */
async function inTurns(...works: (() => Promise<unknown>)[]): Promise<[number, number]> {
	const times: [number[], number[]] = [[], []];
	for (let round = -10; round < rounds; round += 1) {
		for (const [index, work] of works.entries()) {
			const began = performance.now();
			await work();
			if (round >= 0) times[index]!.push(performance.now() - began);
		}
	}
	return [median(times[0]), median(times[1])];
}
