const EVENT = 'sveltekit:shutdown';
const DEADLINE_MS = 10_000;

/**
 * Ends the process once the listeners of `sveltekit:shutdown` are done, asynchronous ones too: the
 * application closes its database and stops its workers there. Call it after the application has
 * started, which is when they are registered. Nobody waits longer than ten seconds.
 */
export function exitAfterShutdown(exit: (code: number) => void = process.exit): void {
	const closers = process.listeners(EVENT as NodeJS.Signals);
	process.removeAllListeners(EVENT);
	process.once(EVENT, async (reason) => {
		setTimeout(() => exit(1), DEADLINE_MS).unref();
		const results = await Promise.allSettled(
			closers.map(async (close) => close(reason as NodeJS.Signals))
		);
		const failed = results.filter((result) => result.status === 'rejected');
		for (const { reason: error } of failed) console.error(error);
		exit(failed.length > 0 ? 1 : 0);
	});
}
