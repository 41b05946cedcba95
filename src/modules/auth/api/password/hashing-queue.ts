import { availableParallelism } from 'node:os';
import { createWorkQueue } from '@/server/work-queue';

/**
 * As many hashes at once as there are cores: more would only take the thread pool away from file
 * work, and with it from every other page.
 */
const concurrent = availableParallelism();

/**
 * Runs one hash when its turn comes.
 * @throws TryLaterError (503) when too many wait already: about a second and a half of work.
 */
export const hashingTurn = createWorkQueue({
	name: 'hashing',
	concurrent,
	waitingMax: 75 * concurrent,
	retryAfter: 2
});
