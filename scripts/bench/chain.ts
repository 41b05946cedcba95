import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import { fillEvents } from './activity-database.ts';
import { openConnections } from './load.ts';
import { fillPeople, openForFilling } from './people-database.ts';
import { inTurns, type BenchResult } from './result.ts';
import { startBenchServer } from './server.ts';
import { signInAs } from './visitors.ts';

const people = 2_000;
/** The sealer of a server begins a minute after its start. */
const beginsWithin = 90_000;
const cheapHashing = join(import.meta.dirname, 'cheap-hashing.ts');

/** Salts as the app gives them: without, an older version would seem to write yet. */
export const saltEvents = `update security_events set salt = lower(hex(randomblob(16)))
	where salt is null`;

/**
 * A sign-in without its hash while the sealer chains a long record behind it, over one on a server
 * that has nothing to chain, in turns.
 */
export async function benchChain(quick: boolean): Promise<BenchResult[]> {
	const entries = quick ? 100_000 : 200_000;
	const [busy, idle] = [await start(entries), await start(100)];
	const line = openConnections(1);
	const client = createClient({ url: busy.url });
	const chained = async () =>
		Number((await client.execute('select count(*) as n from record_links')).rows[0]!.n);
	const signIn = (server: typeof busy) => {
		let turn = 0;
		return () => signInAs(line.send, { origin: server.origin, person: 1 + (turn++ % people) });
	};
	try {
		const giveUp = Date.now() + beginsWithin;
		while ((await chained()) === 0) {
			if (Date.now() > giveUp) throw new Error('The sealer did not begin.');
			await sleep(100);
		}
		const before = await chained();
		const [withMs = NaN, withoutMs = NaN] = await inTurns(
			[signIn(busy), signIn(idle)],
			quick ? 200 : 400
		);
		const after = await chained();
		if (after >= entries) throw new Error('The sealer was done before the sign-ins were.');
		return [
			{
				name: 'sign-in without hashing while the record is chained / with nothing to chain',
				ratio: withMs / withoutMs,
				detail: `${withMs.toFixed(2)} of ${withoutMs.toFixed(2)} ms; ${after - before} entries were chained meanwhile`,
				target: '≤ 1.15'
			}
		];
	} finally {
		client.close();
		line.close();
		await busy.stop();
		await idle.stop();
	}
}

const start = (entries: number) =>
	startBenchServer(
		async (url, userId) => {
			const client = await openForFilling(url);
			await fillPeople(client, people, { mailed: true });
			await fillEvents(client, { userId, events: entries, people, own: entries / 10 });
			await client.execute(saltEvents);
			client.close();
		},
		{ imports: [cheapHashing] }
	);
