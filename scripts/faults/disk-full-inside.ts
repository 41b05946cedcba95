import { appendFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countAnswers, medianAndMax, type Finding } from './finding.ts';
import {
	createSignedIn,
	integrityOf,
	readiness,
	readPages,
	saveName,
	untilReady,
	withServer
} from './server.ts';
import type { SignedIn } from './server.ts';

/** On a small disk that is filled to the last byte while people write. */
export async function onSmallDisk(quick: boolean): Promise<Finding[]> {
	return withServer({}, async (server) => {
		const people = await createSignedIn(server, quick ? 5 : 20);
		const filler = join(tmpdir(), 'filler');
		const filled = fill(filler);
		// What the journal has room for is still taken.
		const answers: (number | string)[] = [];
		const deadline = performance.now() + 60_000;
		while (!answers.includes(503) && performance.now() < deadline) {
			answers.push(...(await Promise.all(people.map((one) => save(one, answers.length)))));
		}
		const full = await Promise.all(people.map((one) => save(one, answers.length)));
		const pages = await readPages(server.origin, people);
		const ready = await readiness(server.origin);
		const { pid } = server;
		rmSync(filler);
		const again = await untilReady(server.origin);
		const afterwards = await Promise.all(people.map((one) => save(one, 0)));
		const whole = await integrityOf(server.databaseUrl);
		const failures = answers.filter((status) => status !== 303 && status !== 503);
		return [
			{
				name: 'pages are served, writes are answered with 503, /readyz says so',
				holds:
					failures.length === 0 &&
					full.every((status) => status === 503) &&
					pages.statuses.every((status) => status === 200) &&
					ready.status === 503,
				detail: `${(filled / 2 ** 20).toFixed(0)} MB of others' on a disk of 24; writes until it was full ${countAnswers(answers)}, then ${countAnswers(full)}; pages ${countAnswers(pages.statuses)}, ${medianAndMax(pages.times, 'ms')}; /readyz ${ready.status}`
			},
			{
				name: 'it goes on when there is room',
				holds:
					again < 10 &&
					afterwards.every((status) => status === 303) &&
					server.pid === pid &&
					whole === 'ok',
				detail: `ready after ${again.toFixed(2)} s, ${countAnswers(afterwards)}, integrity_check ${whole}`
			}
		];
	});
}

/** Saves much, so that the journal grows. */
const save = ({ client }: SignedIn, turn: number) =>
	saveName(client, `Name ${turn}`, { bio: String(turn).padEnd(500, 'x') });

/** Takes all the room that there is. @returns the bytes. */
function fill(file: string): number {
	for (let size = 2 ** 20; size >= 1; size /= 2) {
		try {
			for (;;) appendFileSync(file, Buffer.alloc(size));
		} catch {
			// No room for so much: for half of it, perhaps.
		}
	}
	return statSync(file).size;
}
