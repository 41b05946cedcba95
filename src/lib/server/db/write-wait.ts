import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * How long writes may wait for their turn and for the lock, in milliseconds: those of one request all
 * together, whatever else it does between them; a write that belongs to no request by itself.
 */
const WRITE_WAIT_MS = 5_000;

/** What the writes of one request have waited; those at the same time count once. */
type Waited = { ms: number; waiting: number; since: number };

const createWaited = (): Waited => ({ ms: 0, waiting: 0, since: 0 });

const requests = new AsyncLocalStorage<Waited | undefined>();

/** Answers a request: from here on its writes share one time to wait, a page within its answer too. */
export const withinRequest = <T>(answer: () => T): T =>
	requests.run(requests.getStore() ?? createWaited(), answer);

/** Does work that a request began and does not wait for: its writes have their own time. */
export const behindAnswer = <T>(work: () => T): T => requests.run(undefined, work);

/**
 * Begins to wait with a write.
 * @returns until when, in the milliseconds of `performance.now()`, and what ends the waiting.
 */
export function beginWait(): { deadline: number; end: () => void } {
	const waited = requests.getStore() ?? createWaited();
	if (waited.waiting === 0) waited.since = performance.now();
	waited.waiting += 1;
	return {
		deadline: waited.since + WRITE_WAIT_MS - waited.ms,
		end() {
			waited.waiting -= 1;
			if (waited.waiting === 0) waited.ms += performance.now() - waited.since;
		}
	};
}
