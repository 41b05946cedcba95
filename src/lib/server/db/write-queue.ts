import { DatabaseBusyError, isBusy } from './errors.ts';

/** How long a write may wait for its turn and for the lock, in milliseconds. */
const WRITE_DEADLINE_MS = 5_000;
const RETRY_MS = 50;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Lets one write at a time through. The driver is synchronous: two writers of our own would freeze
 * the process waiting for each other. When another process holds the lock, the turn is retried with
 * jitter until the deadline, without blocking the event loop.
 *
 * @param recover run after each refusal: the driver's connection is unusable after SQLITE_BUSY.
 */
export function createWriteQueue(recover: () => Promise<void>) {
	let tail: Promise<unknown> = Promise.resolve();

	async function attempt<T>(start: () => Promise<T>, deadline: number): Promise<T> {
		for (;;) {
			if (Date.now() > deadline) {
				throw new DatabaseBusyError();
			}
			try {
				return await start();
			} catch (error) {
				if (!isBusy(error)) throw error;
				await recover();
				await sleep(RETRY_MS + Math.random() * RETRY_MS);
			}
		}
	}

	return {
		/**
		 * Waits for the turn and runs `start` in it. The turn ends when `end` resolves, by default
		 * with `start` itself; a transaction ends later, when it commits or rolls back.
		 * @throws DatabaseBusyError after {@link WRITE_DEADLINE_MS}.
		 */
		run<T>(start: () => Promise<T>, end?: (result: T) => Promise<void>): Promise<T> {
			const deadline = Date.now() + WRITE_DEADLINE_MS;
			const result = tail.then(() => attempt(start, deadline));
			tail = result.then(end).catch(() => undefined);
			return result;
		}
	};
}
