import { join } from 'node:path';
import { fillEvents } from './activity-database.ts';
import { openConnections } from './load.ts';
import { databaseSize, fillPeople, openForFilling } from './people-database.ts';
import { loadPurge, type PurgeStep } from './purge.ts';
import { inTurns, type BenchResult, type Figures } from './result.ts';
import { startBenchServer } from './server.ts';
import { signInAs } from './visitors.ts';

type Size = { people: number; entries: number };

/** As good as none: the pages of the one who looks are as full in both. */
const few: Size = { people: 100, entries: 5_000 };
/** Entries in the visitor's own record. */
const own = 200;
const pages = {
	'list of sessions': '/settings/sessions',
	'record of activity': '/settings/activity',
	'page with a session': '/forgot-password'
};
const cheapHashing = join(import.meta.dirname, 'cheap-hashing.ts');

/** What an installation's many people cost one of them, over the same with hardly anybody there. */
export async function benchPeople({ quick, full }: { quick: boolean; full: boolean }) {
	const people = full ? 1_000_000 : quick ? 20_000 : 100_000;
	const many: Size = { people, entries: 10 * people };
	const small = await startFilled(few);
	const large = await startFilled(many);
	const purge = await loadPurge(small.url);
	const line = openConnections(1);
	try {
		const smallWork = workOn(small, few, line.send, purge.on(small.url));
		const largeWork = workOn(large, many, line.send, purge.on(large.url));
		const found: BenchResult[] = [];
		for (const [index, { name, run, target }] of smallWork.entries()) {
			const [fewMs = 0, manyMs = 0] = await inTurns([run, largeWork[index]!.run], quick ? 60 : 200);
			found.push({
				name: `${name}, ${people} people and ${many.entries} entries / hardly any`,
				ratio: manyMs / fewMs,
				detail: `${manyMs.toFixed(2)} of ${fewMs.toFixed(2)} ms`,
				target
			});
		}
		found[0]!.figures = large.figures;
		return found;
	} finally {
		line.close();
		await small.stop();
		await large.stop();
		await purge.close();
	}
}

/** Hashing would hide what the database adds to a sign-in. */
async function startFilled({ people, entries }: Size) {
	const figures: Partial<Figures> = {};
	const fill = async (url: string, userId: string) => {
		const client = await openForFilling(url);
		const empty = await databaseSize(client);
		await fillPeople(client, people, { mailed: true });
		const peopled = await databaseSize(client);
		await fillEvents(client, { userId, events: entries, people, own });
		figures.bytesPerPerson = (peopled - empty) / people;
		figures.bytesPerEntry = ((await databaseSize(client)) - peopled) / entries;
		client.close();
	};
	return { ...(await startBenchServer(fill, { imports: [cheapHashing] })), figures };
}

type Server = Awaited<ReturnType<typeof startFilled>>;
type Send = ReturnType<typeof openConnections>['send'];

function workOn({ origin, cookie }: Server, { people }: Size, send: Send, purge: PurgeStep) {
	const anybody = () => 1 + Math.floor(Math.random() * people);
	const look = async (path: string) => {
		const { status } = await send(`${origin}${path}`, { headers: { cookie } });
		if (status !== 200) throw new Error(`${path} answered ${status}.`);
	};
	return [
		{
			name: 'sign-in without hashing',
			run: () => signInAs(send, { origin, person: anybody() }) as Promise<unknown>,
			target: '≤ 1.15'
		},
		...Object.entries(pages).map(([name, path]) => ({
			name,
			run: () => look(path) as Promise<unknown>,
			target: '≤ 1.15'
		})),
		{ name: 'purge of old entries, a step', run: purge as () => Promise<unknown>, target: '≤ 1.4' }
	];
}
