import { availableParallelism } from 'node:os';
import { TryLaterError } from '@/server/try-later';

/**
 * As many hashes at once as there are cores: more would only take the thread pool away from file
 * work, and with it from every other page.
 */
const concurrent = availableParallelism();
/** How many may wait: about a second and a half of work. */
const waitingMax = 75 * concurrent;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Runs one hash when its turn comes.
 * @throws TryLaterError (503) when too many wait already.
 */
export async function hashingTurn<T>(work: () => Promise<T>): Promise<T> {
	if (running < concurrent) running += 1;
	else {
		if (waiting.length >= waitingMax) throw new TryLaterError(503, 2, 'hashing queue is full');
		// The turn is handed over, so that `running` stays as it is.
		await new Promise<void>((resolve) => waiting.push(resolve));
	}
	try {
		return await work();
	} finally {
		const next = waiting.shift();
		if (next) next();
		else running -= 1;
	}
}
