import { setTimeout as sleep } from 'node:timers/promises';
import { holdWriteLock } from '../../tests/e2e/support/hold-write-lock.ts';
import { countAnswers, medianAndMax, type FaultOptions, type Finding } from './finding.ts';
import { createSignedIn, readiness, readPages, saveAll, untilReady, withServer } from './server.ts';

/** Another process holds the write lock: for two seconds, and for longer than anybody waits. */
export async function locked({ quick }: FaultOptions): Promise<Finding[]> {
	const people = quick ? 10 : 50;
	return withServer({}, async (server) => {
		const writers = await createSignedIn(server, people);
		const short = await holdWriteLock(server.databaseFile, 2_000);
		const patient = await saveAll(writers, 'patient');
		await short.released;

		const long = await holdWriteLock(server.databaseFile, 15_000);
		const saving = saveAll(writers, 'refused');
		await sleep(200);
		const pages = await readPages(server.origin, writers);
		const ready = await readiness(server.origin);
		const refused = await saving;
		await long.released;
		const again = await untilReady(server.origin);
		const afterwards = await saveAll(writers, 'afterwards');
		return [
			{
				name: 'two seconds are waited out',
				holds: patient.statuses.every((status) => status === 303),
				detail: `${people} writers: ${countAnswers(patient.statuses)}; ${medianAndMax(patient.times, 'ms')}`
			},
			{
				name: 'after five seconds a write is answered with 503, pages come all the while',
				holds:
					refused.statuses.every((status) => status === 503) &&
					pages.statuses.every((status) => status === 200) &&
					ready.status === 503,
				detail: `writes ${countAnswers(refused.statuses)}, ${medianAndMax(refused.times, 'ms')}; pages ${countAnswers(pages.statuses)}, ${medianAndMax(pages.times, 'ms')}; /readyz ${ready.status}`
			},
			{
				name: 'it goes on when the lock is free',
				holds: again < 10 && afterwards.statuses.every((status) => status === 303),
				detail: `ready after ${again.toFixed(2)} s; ${countAnswers(afterwards.statuses)}`
			}
		];
	});
}
