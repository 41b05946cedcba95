import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '../src/lib/server/log.ts';
import { watchConnections } from './connections.ts';

const EVENT = 'sveltekit:shutdown';
/** Told when the end begins: from then on `/readyz` says so. */
const STOPPING = 'porchlight:stopping';
/** Both together are less than the 30 seconds after which supervisors kill. */
const REQUESTS_MS = 18_000;
const CLOSERS_MS = 10_000;
const signals = ['SIGTERM', 'SIGINT'] as const;

/**
 * Stops the server at SIGTERM or SIGINT: it takes no new connections, ends what is under way, and
 * then has the application close its parts. In place of the adapter's own way, which waits for every
 * connection that is open. Call it before the server listens.
 * @param delay milliseconds for which it goes on serving before, while it says that it is not ready.
 */
export function stopOnSignal(http: Server, delay: number): void {
	const connections = watchConnections(http);
	let stopping = false;
	const stop = async (signal: NodeJS.Signals): Promise<void> => {
		if (stopping) return;
		stopping = true;
		log.info({ signal }, 'stopping');
		process.emit(STOPPING as NodeJS.Signals);
		connections.announceEnd();
		if (delay > 0) await sleep(delay);
		const cutOff = await connections.end(REQUESTS_MS);
		if (cutOff > 0) log.warn({ count: cutOff }, 'requests cut off');
		process.emit(EVENT as NodeJS.Signals, signal);
	};
	for (const signal of signals) {
		process.removeAllListeners(signal);
		process.on(signal, (name) => void stop(name));
	}
}

/**
 * Ends the process once the listeners of `sveltekit:shutdown` are done, asynchronous ones too: the
 * application closes its database and stops its workers there. Call it after the application has
 * started, which is when they are registered. Nobody waits longer than ten seconds.
 */
export function exitAfterShutdown(exit: (code: number) => void = process.exit): void {
	const closers = process.listeners(EVENT as NodeJS.Signals);
	process.removeAllListeners(EVENT);
	process.once(EVENT, async (reason) => {
		setTimeout(() => exit(1), CLOSERS_MS).unref();
		const results = await Promise.allSettled(
			closers.map(async (close) => close(reason as NodeJS.Signals))
		);
		const failed = results.filter((result) => result.status === 'rejected');
		for (const { reason: error } of failed) console.error(error);
		exit(failed.length > 0 ? 1 : 0);
	});
}
