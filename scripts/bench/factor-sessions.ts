import { insertSession } from './database.ts';
import { giveFactors } from './factors.ts';
import { openConnections, rateOf } from './load.ts';
import { fillPeople, openForFilling } from './people-database.ts';
import { ratioOfRates, type BenchResult } from './result.ts';
import { startBenchServer } from './server.ts';

const workers = 8;
/** Who has all factors, and who has to have one as well. */
const owners = [
	['person-1', false],
	['person-2', true]
] as const;

/** What second factors add to each request of a session: one page of three people, in turns. */
export async function benchFactorSessions(quick: boolean): Promise<BenchResult[]> {
	const rounds = quick ? 6 : 12;
	const cookies: string[] = [];
	const server = await startBenchServer(async (url) => {
		const client = await openForFilling(url);
		await fillPeople(client, owners.length);
		for (const [userId, required] of owners) {
			cookies.push(await insertSession(client, userId));
			await giveFactors(client, userId, { required });
		}
		client.close();
	});
	const line = openConnections(workers);
	const all = [server.cookie, ...cookies];
	const rates: number[][] = all.map(() => []);
	try {
		for (let round = -1; round < rounds; round += 1) {
			for (const [index, cookie] of all.entries()) {
				const page = async () => {
					const url = `${server.origin}/forgot-password`;
					const { status } = await line.send(url, { headers: { cookie } });
					if (status !== 200) throw new Error(`The page answered ${status}.`);
				};
				const rate = await rateOf(page, { workers, ms: 700 });
				if (round >= 0) rates[index]!.push(rate);
			}
		}
	} finally {
		line.close();
		await server.stop();
	}
	const [none = [], some = [], required = []] = rates;
	const page = 'page with a session';
	return [
		{ ...ratioOfRates(`${page}, all factors / none`, some, none, 'pages'), target: '≥ 0.95' },
		// Of these alone each request asks whether there is one.
		ratioOfRates(`${page}, one required / none`, required, none, 'pages')
	];
}
