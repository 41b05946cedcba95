import { AsyncLocalStorage } from 'node:async_hooks';
import { secondsSince, tell, type DatabaseWork } from '../measures.ts';

/**
 * How long a request may wait for the database, in milliseconds: for all its work there together,
 * whatever else it does between; work that belongs to no request, each piece by itself.
 */
const REQUEST_MS = 5_000;

/** What the database work of one request has waited; pieces at the same time count once. */
type Waited = { ms: number; waiting: number; since: number };

const createWaited = (): Waited => ({ ms: 0, waiting: 0, since: 0 });

const requests = new AsyncLocalStorage<Waited | undefined>();

/** Answers a request: from here on its database work shares one time, a page within its answer too. */
export const withinRequest = <T>(answer: () => T): T =>
	requests.run(requests.getStore() ?? createWaited(), answer);

/** Does a piece of work that has less time than a request: so many milliseconds. */
export const within = <T>(milliseconds: number, work: () => T): T =>
	requests.run({ ...createWaited(), ms: REQUEST_MS - milliseconds }, work);

/** Does work that a request began and does not wait for: each piece has its own time. */
export const behindAnswer = <T>(work: () => T): T => requests.run(undefined, work);

/**
 * The same for what is read bit by bit while the answer goes out, a download for example: each bit
 * has its own time, however long the whole takes.
 */
export async function* eachBehindAnswer<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
	const iterator = items[Symbol.asyncIterator]();
	try {
		for (;;) {
			const next = await behindAnswer(() => iterator.next());
			if (next.done) return;
			yield next.value;
		}
	} finally {
		await iterator.return?.();
	}
}

let unanswered = 0;

/** How much of this process waits for the database now. */
export const waitingForDatabase = (): number => unanswered;

/**
 * Begins to wait for the database.
 * @param allowed milliseconds in all; less where the request needs some of its time afterwards.
 * @param work what observers are told of it; nothing where it is told of in parts.
 * @returns until when, in the milliseconds of `performance.now()`, and what ends the waiting.
 */
export function beginWait(
	allowed = REQUEST_MS,
	work?: DatabaseWork
): { deadline: number; end: () => void } {
	const began = performance.now();
	if (work) unanswered += 1;
	const waited = requests.getStore() ?? createWaited();
	if (waited.waiting === 0) waited.since = began;
	waited.waiting += 1;
	return {
		deadline: waited.since + allowed - waited.ms,
		end() {
			if (work) {
				unanswered -= 1;
				tell({ what: 'database', work, seconds: secondsSince(began) });
			}
			waited.waiting -= 1;
			if (waited.waiting === 0) waited.ms += performance.now() - waited.since;
		}
	};
}
