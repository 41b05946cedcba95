/** Who holds the write lock or waits for it: one connection of the server. */
export interface Writer {
	/** Rolls its transaction back: the next in line has waited long enough. */
	giveUp(): void;
}

/**
 * One writer at a time, the others in the order in which they came. Nobody is refused; a holder is
 * rolled back after `holdMs`, though only when somebody waits.
 */
export function createWriteLock(holdMs: number) {
	let holder: Writer | undefined;
	let since = 0;
	let queue: { writer: Writer; grant: () => void }[] = [];
	let timer: NodeJS.Timeout | undefined;

	function hold(writer: Writer | undefined) {
		holder = writer;
		since = performance.now();
	}

	function watch() {
		clearTimeout(timer);
		if (!holder || queue.length === 0) return;
		timer = setTimeout(
			() => {
				holder?.giveUp();
				next();
			},
			since + holdMs - performance.now()
		);
	}

	function next() {
		const first = queue.shift();
		hold(first?.writer);
		first?.grant();
		watch();
	}

	return {
		async acquire(writer: Writer): Promise<void> {
			if (holder === writer) return;
			if (!holder) return hold(writer);
			await new Promise<void>((grant) => {
				queue.push({ writer, grant });
				watch();
			});
		},
		release(writer: Writer) {
			if (holder === writer) next();
		},
		/** Forgets everybody, as a server does that is killed: who waited is never called. */
		forget() {
			clearTimeout(timer);
			holder = undefined;
			queue = [];
		}
	};
}

export type WriteLock = ReturnType<typeof createWriteLock>;
