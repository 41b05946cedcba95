import { secondsSince, tell } from './measures';
import { TryLaterError } from './request-errors';

interface WorkQueue {
	/** For the log, when it is full, and for observers: one of its own. */
	name: string;
	/** How many run at once. */
	concurrent: number;
	/** How many may wait for their turn; the next one is refused. */
	waitingMax: number;
	/** When somebody who was refused may come back, in seconds. */
	retryAfter: number;
}

type Load = { running: number; waiting: number };

/** How much each queue of this process has to do now. */
export const workQueues = new Map<string, () => Load>();

/**
 * Bounds work that is heavy: a few at once, some waiting in order, and past that none.
 * @returns a function that runs one piece of work when its turn comes, and throws TryLaterError (503)
 * when too many wait already.
 */
export function createWorkQueue({ name, concurrent, waitingMax, retryAfter }: WorkQueue) {
	let running = 0;
	const waiting: (() => void)[] = [];
	workQueues.set(name, () => ({ running, waiting: waiting.length }));

	return async function turn<T>(work: () => Promise<T>): Promise<T> {
		const began = performance.now();
		if (running < concurrent) running += 1;
		else {
			if (waiting.length >= waitingMax) {
				tell({ what: 'turn-refused', queue: name });
				throw new TryLaterError(503, retryAfter, `${name} queue is full`);
			}
			// The turn is handed over, so that `running` stays as it is.
			await new Promise<void>((resolve) => waiting.push(resolve));
		}
		tell({ what: 'turn', queue: name, seconds: secondsSince(began) });
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else running -= 1;
		}
	};
}
