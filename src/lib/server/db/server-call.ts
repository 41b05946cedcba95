import { AsyncLocalStorage } from 'node:async_hooks';
import { DatabaseLateError } from './errors.ts';

/** What our fetch has to know of the call that it works for; the driver hands nothing through. */
interface Call {
	/** Aborted when nobody waits for the answer any more. */
	signal: AbortSignal;
	/** A kept connection has just failed: take a new one. */
	isRepeated: boolean;
}

const calls = new AsyncLocalStorage<Call>();

/** The call that the caller works for. */
export const currentCall = (): Call | undefined => calls.getStore();

/**
 * Calls the server and waits until the deadline, in the milliseconds of `performance.now()`.
 * @throws DatabaseLateError past it. The connection that was waited on is not used again.
 */
export async function inTime<T>(
	deadline: number,
	work: () => Promise<T>,
	isRepeated = false
): Promise<T> {
	const left = deadline - performance.now();
	if (left <= 0) throw new DatabaseLateError(false);
	const waiting = new AbortController();
	const { signal } = waiting;
	const late = new Promise<never>((_, reject) => {
		signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
	});
	const timer = setTimeout(() => waiting.abort(new DatabaseLateError(true)), left);
	try {
		return await Promise.race([calls.run({ signal, isRepeated }, work), late]);
	} finally {
		clearTimeout(timer);
	}
}

const turnOfLoop = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Lets the process read what lies unread on its connections, the end of one above all: what is
 * written to one that the other side has closed may or may not have arrived, and is not tried again.
 */
export async function readWhatLies(): Promise<void> {
	// What came in while others were at work is read between two turns.
	await turnOfLoop();
	await turnOfLoop();
}
