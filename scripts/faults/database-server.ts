import { startLibsqlServer } from '../../tests/support/libsql-server/index.ts';
import { countAnswers, medianAndMax, type FaultOptions, type Finding } from './finding.ts';
import {
	answersOf,
	createSignedIn,
	readiness,
	saveAll,
	untilReady,
	withServer,
	type Answers,
	type SignedIn
} from './server.ts';

/** Milliseconds in which every answer is there: five seconds for the database, and some for the rest. */
const wantedMs = 8_000;

type Database = Awaited<ReturnType<typeof startLibsqlServer>>;

interface Trouble {
	begin: (database: Database) => Promise<unknown>;
	end: (database: Database) => Promise<unknown>;
	/** Whether requests are still served as if nothing was. */
	isServed: boolean;
	/** What it is, in a few words. */
	name: string;
}

/** What becomes of pages, forms and /readyz while the database server is in trouble, and afterwards. */
async function during(trouble: Trouble, { quick }: FaultOptions): Promise<Finding[]> {
	const database = await startLibsqlServer();
	const findings = await withServer({ env: { DATABASE_URL: database.url } }, async (server) => {
		const people = await createSignedIn(server, quick ? 5 : 30);
		await saveAll(people, 'before');
		await trouble.begin(database);
		const asked = performance.now();
		const [pages, saved, ready] = await Promise.all([
			readOwn(people),
			saveAll(people, 'meanwhile'),
			readiness(server.origin)
		]);
		const took = performance.now() - asked;
		await trouble.end(database);
		const again = await untilReady(server.origin);
		const afterwards = await saveAll(people, 'afterwards');
		return [
			judge(trouble, { pages, saved, ready: ready.status, took }),
			{
				name: 'it goes on afterwards',
				holds: again < 15 && afterwards.statuses.every((status) => status === 303),
				detail: `ready after ${again.toFixed(2)} s; ${countAnswers(afterwards.statuses)}`
			}
		];
	});
	await database.stop();
	return findings;
}

interface Seen {
	pages: Answers;
	saved: Answers;
	ready: number;
	took: number;
}

function judge({ name, isServed }: Trouble, { pages, saved, ready, took }: Seen): Finding {
	const [page, save, readyz] = isServed ? [200, 303, 200] : [503, 503, 503];
	const holds =
		pages.statuses.every((status) => status === page) &&
		saved.statuses.every((status) => status === save) &&
		ready === readyz &&
		took < wantedMs;
	const times = medianAndMax([...pages.times, ...saved.times], 'ms');
	const detail = `pages ${countAnswers(pages.statuses)}; writes ${countAnswers(saved.statuses)}; ${times}; /readyz ${ready}`;
	return { name, holds, detail };
}

const readOwn = (people: SignedIn[]): Promise<Answers> =>
	answersOf(people, async ({ client }) => (await client.get('/settings/profile')).status);

/** The server is killed, and later started. */
export const databaseGone = (options: FaultOptions): Promise<Finding[]> =>
	during(
		{
			name: 'everything is answered with 503 in time',
			begin: (database) => database.kill(),
			end: (database) => database.restart(),
			isServed: false
		},
		options
	);

/** The server takes connections and answers nothing. */
export const databaseHung = (options: FaultOptions): Promise<Finding[]> =>
	during(
		{
			name: 'everything is answered with 503 in time',
			begin: (database) => database.hang(),
			end: (database) => database.resume(),
			isServed: false
		},
		options
	);

/** Each trip to the server takes a fifth of a second; then three seconds. */
export async function databaseSlow(options: FaultOptions): Promise<Finding[]> {
	const slow = (ms: number) => (database: Database) => database.delay(ms);
	const [begin, end] = [slow(200), slow(0)];
	const name = 'with 200 ms a trip everything is served';
	const bearable = await during({ name, begin, end, isServed: true }, options);
	const late = 'with 4 s a trip everything is answered with 503 in time';
	const unbearable = { name: late, begin: slow(4_000), end, isServed: false };
	return [...bearable, ...(await during(unbearable, options))];
}
