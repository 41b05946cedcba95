import { receiveInTime } from '@/server/receive-in-time';
import { TryLaterError } from '@/server/request-errors';
import { createWorkQueue } from '@/server/work-queue';

/** So that nobody holds all turns. */
const OF_ONE_PERSON_MAX = 2;
/** A turn is lost by who sends more slowly. The largest picture takes two minutes at 350 kbit/s. */
const PACE = { bytesPerSecond: 8 * 1024, seconds: 120 };
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
 * @param event its request is replaced by one that is given up where it comes too slowly.
 * @throws TryLaterError (503) when too many wait already, or two of the same person; TooSlowError.
 */
export async function uploadTurn<T>(
	userId: string,
	event: { request: Request },
	read: () => Promise<T>
): Promise<T> {
	const own = underWay.get(userId) ?? 0;
	if (own >= OF_ONE_PERSON_MAX) throw new TryLaterError(503, RETRY_AFTER, 'two uploads at once');
	underWay.set(userId, own + 1);
	try {
		return await turn(() => {
			event.request = receiveInTime(event.request, PACE);
			return read();
		});
	} finally {
		const left = (underWay.get(userId) ?? 1) - 1;
		if (left > 0) underWay.set(userId, left);
		else underWay.delete(userId);
	}
}
