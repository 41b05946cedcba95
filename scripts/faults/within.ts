import { setTimeout as sleep } from 'node:timers/promises';

/** What `work` brings. @throws Error with `late` where that takes longer; the work itself goes on. */
export async function within<T>(seconds: number, work: Promise<T>, late: string): Promise<T> {
	const done = new AbortController();
	const end = sleep(seconds * 1000, null, { signal: done.signal }).then(() => {
		throw new Error(late);
	});
	return Promise.race([work, end]).finally(() => done.abort());
}

interface Limits {
	seconds: number;
	/** Says what did not come about. */
	late: string;
	/** Fails when it cannot come about any more. */
	hopeless: Promise<never>;
}

/** Waits until something is so. @throws Error where it is late or hopeless. */
export async function until(
	isSo: () => boolean,
	{ seconds, late, hopeless }: Limits
): Promise<void> {
	const giveUp = performance.now() + seconds * 1000;
	while (!isSo()) {
		if (performance.now() > giveUp) throw new Error(late);
		await Promise.race([sleep(5), hopeless]);
	}
}
