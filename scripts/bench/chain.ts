import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import { fillEvents, saltEvents } from './activity-database.ts';
import { cpuOf, cpuOfAll } from './cpu.ts';
import { openConnections, timesOf } from './load.ts';
import { fillPeople, openForFilling } from './people-database.ts';
import { median, quantile, type BenchResult } from './result.ts';
import { startBenchServer } from './server.ts';
import { signInAs } from './visitors.ts';

const people = 20_000;
const workers = 8;
/** Sign-ins before the first that counts: the server's code is compiled as it is used. */
const warmUps = 300;
const cheapHashing = join(import.meta.dirname, 'cheap-hashing.ts');

type Server = Awaited<ReturnType<typeof startBenchServer>>;

/**
 * What a sign-in costs the server with the link that its entry gets a minute later, over the same
 * without, in processor time; and how long one takes while a long record is chained behind it. Hashing,
 * which would hide both, costs nothing here.
 */
export async function benchChain(quick: boolean): Promise<BenchResult[]> {
	const entries = quick ? 50_000 : 300_000;
	const server = await startFilled(entries);
	const line = openConnections(workers);
	const database = createClient({ url: server.url });
	const chained = async () =>
		Number((await database.execute('select count(*) as n from record_links')).rows[0]?.n);
	let person = 0;
	const signIn = () => signInAs(line.send, { origin: server.origin, person: (person += 1) });
	try {
		await cpuOfAll(server.pid, Array<typeof signIn>(warmUps).fill(signIn), workers);
		const signIns = quick ? 500 : 2_000;
		const works = Array<typeof signIn>(signIns).fill(signIn);
		const plain = (await cpuOfAll(server.pid, works, workers)) / signIns;
		const resting = await timesOf(signIn, 5_000);
		if ((await chained()) > 0) throw new Error('The record was chained too early.');

		// Housekeeping looks once a minute.
		const giveUp = Date.now() + 120_000;
		while ((await chained()) === 0) {
			if (Date.now() > giveUp) throw new Error('The chain does not begin.');
			await sleep(100);
		}
		const [from, began, worked] = [await chained(), performance.now(), cpuOf(server.pid)];
		await sleep(5_000);
		const links = (await chained()) - from;
		const seconds = (performance.now() - began) / 1000;
		const link = (cpuOf(server.pid) - worked) / links;
		const chaining = await timesOf(signIn, 5_000);
		if ((await chained()) >= entries) throw new Error('The record was too short.');
		const rate = Math.round(links / seconds);
		return [
			{
				name: 'a sign-in without hashing and the link of its entry / without the link',
				ratio: (plain + link) / plain,
				detail: `${(plain + link).toFixed(3)} of ${plain.toFixed(3)} ms of CPU time; a record that waited is chained by ${rate} entries a second`
			},
			{
				name: 'a sign-in without hashing while so many are chained / while none are',
				ratio: median(chaining) / median(resting),
				detail: `${median(chaining).toFixed(2)} of ${median(resting).toFixed(2)} ms, one at a time; 99 of 100 within ${quantile(chaining, 0.99).toFixed(1)} of ${quantile(resting, 0.99).toFixed(1)}`
			}
		];
	} finally {
		database.close();
		line.close();
		await server.stop();
	}
}

async function startFilled(entries: number): Promise<Server> {
	const fill = async (url: string, userId: string) => {
		const client = await openForFilling(url);
		await fillPeople(client, people, { mailed: true });
		await fillEvents(client, { userId, events: entries, people, own: 200 });
		await client.execute(saltEvents);
		client.close();
	};
	return startBenchServer(fill, { imports: [cheapHashing] });
}
