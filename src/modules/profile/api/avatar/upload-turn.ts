import { TryLaterError } from '@/server/try-later';
import { createWorkQueue } from '@/server/work-queue';

/** So that nobody holds all turns by sending slowly. */
const OF_ONE_PERSON_MAX = 2;
const RETRY_AFTER = 5;

const turn = createWorkQueue({
	name: 'upload',
	concurrent: 8,
	waitingMax: 24,
	retryAfter: RETRY_AFTER
});
const underWay = new Map<string, number>();

/**
 * Lets a few pictures be received at once, each of which is held in memory until it is whole; those
 * that wait stay in the network.
 * @throws TryLaterError (503) when too many wait already, or two of the same person.
 */
export async function uploadTurn<T>(userId: string, read: () => Promise<T>): Promise<T> {
	const own = underWay.get(userId) ?? 0;
	if (own >= OF_ONE_PERSON_MAX) throw new TryLaterError(503, RETRY_AFTER, 'two uploads at once');
	underWay.set(userId, own + 1);
	try {
		return await turn(read);
	} finally {
		const left = (underWay.get(userId) ?? 1) - 1;
		if (left > 0) underWay.set(userId, left);
		else underWay.delete(userId);
	}
}
