import { DatabaseBusyError, isBusy } from './errors.ts';
import { beginWait } from './write-wait.ts';

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
			if (performance.now() > deadline) {
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
		 * @throws DatabaseBusyError past the time that writes may wait, see `write-wait.ts`.
		 */
		run<T>(start: () => Promise<T>, end?: (result: T) => Promise<void>): Promise<T> {
			const wait = beginWait();
			const result = before(wait.deadline, tail)
				.then(() => attempt(start, wait.deadline))
				.finally(wait.end);
			// Whoever gives up while others are before it leaves those their turn.
			tail = Promise.allSettled([tail, result.then(end)]);
			return result;
		}
	};
}

/** Resolves at its turn; rejects at the deadline: those in front may have more time left to wait. */
async function before(deadline: number, turn: Promise<unknown>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new DatabaseBusyError()), deadline - performance.now());
	});
	await Promise.race([turn, late]).finally(() => clearTimeout(timer));
}
