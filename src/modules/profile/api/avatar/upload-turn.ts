import { createWorkQueue } from '@/server/work-queue';

/**
 * Lets a few pictures be received at once, each of which is held in memory until it is whole; those
 * that wait stay in the network.
 * @throws TryLaterError (503) when too many wait already.
 */
export const uploadTurn = createWorkQueue({
	name: 'upload',
	concurrent: 8,
	waitingMax: 24,
	retryAfter: 5
});
