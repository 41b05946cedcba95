import { spawnSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { countAnswers, medianAndMax, type Finding } from './finding.ts';
import {
	createSignedIn,
	integrityOf,
	readiness,
	readNames,
	readPages,
	saveAll,
	untilReady,
	withServer
} from './server.ts';

/** Takes the file away from a server that runs, and leave to write from one that starts. */
export async function onSmallDisk(quick: boolean): Promise<Finding[]> {
	return withServer({}, async (server) => {
		const people = await createSignedIn(server, quick ? 5 : 20);
		const { databaseFile, pid } = server;
		renameSync(databaseFile, `${databaseFile}.moved`);
		const away = await saveAll(people, 'away');
		const pages = await readPages(server.origin, people);
		const ready = await readiness(server.origin);
		renameSync(`${databaseFile}.moved`, databaseFile);
		const kept = await readNames(server.databaseUrl);
		const again = await untilReady(server.origin);
		const afterwards = await saveAll(people, 'afterwards');

		const samePid = server.pid === pid;
		await server.stop();
		const allowWriting = forbidWriting(server.folder);
		const refusal = await server.start().then(
			() => '',
			(error: unknown) => String(error)
		);
		allowWriting();
		await server.start();
		const restarted = await saveAll(people, 'restarted');
		const whole = await integrityOf(server.databaseUrl);
		const sentence = refusal.split('\n').find((line) => /database|file/i.test(line)) ?? '';
		return [
			{
				name: 'a file that is moved away: what is open is used, and nothing that was saved is lost',
				holds:
					[...away.statuses, ...pages.statuses].every(
						(status) => status === 303 || status === 200
					) && people.every(({ id }) => kept.get(id) === 'away'),
				detail: `writes ${countAnswers(away.statuses)}; pages ${countAnswers(pages.statuses)}, ${medianAndMax(pages.times, 'ms')}; /readyz ${ready.status}`
			},
			{
				name: 'it goes on when it is back',
				holds: again < 10 && samePid && afterwards.statuses.every((status) => status === 303),
				detail: `ready after ${again.toFixed(2)} s, ${countAnswers(afterwards.statuses)}`
			},
			{
				name: 'a start on a disk for reading alone is refused with a sentence',
				holds: /read/i.test(refusal) && !/\n\s+at /.test(refusal),
				detail: sentence.trim().slice(0, 300)
			},
			{
				name: 'it starts where it may write again',
				holds: restarted.statuses.every((status) => status === 303) && whole === 'ok',
				detail: `${countAnswers(restarted.statuses)}, integrity_check ${whole}`
			}
		];
	});
}

/** Lays the folder over itself, for reading alone: what is open underneath does not matter then. */
function forbidWriting(folder: string): () => void {
	mount('mount', '--bind', folder, folder);
	mount('mount', '-o', 'remount,bind,ro', folder);
	return () => mount('umount', '-l', folder);
}

function mount(command: string, ...options: string[]): void {
	const { status, stderr } = spawnSync(command, options);
	if (status !== 0) throw new Error(String(stderr));
}
