/**
 * What the server's own parts tell of their work, as soon as a piece of it is over. Each has few values
 * and names nobody: it may be counted under them, and leave the machine.
 */
export type Measure =
	| {
			what: 'request';
			/** For whoever compares with the log; nothing to be counted under. */
			id: string;
			route: string | null;
			method: string;
			status: number;
			seconds: number;
	  }
	/** Somebody waited for their turn in a queue of heavy work, and got it. */
	| { what: 'turn'; queue: string; seconds: number }
	/** Too many waited already. */
	| { what: 'turn-refused'; queue: string }
	| { what: 'database'; work: DatabaseWork; seconds: number }
	| { what: 'event'; event: string; method?: string | undefined; limit?: string | undefined }
	/** A form for which a proof of work was due. */
	| { what: 'proof'; outcome: 'good' | 'refused' | 'none' }
	| { what: 'mail'; outcome: 'done' | 'put-off' | 'given-up' };

/** `begin` waits for a transaction's turn, `step` is a statement of one on a server. */
export type DatabaseWork = 'read' | 'write' | 'begin' | 'step';

/** Somebody who looks on: metrics, traces. */
export interface Observer {
	tell(measure: Measure): void;
	/** Answers a request; what is told meanwhile by its work is told within. */
	within?<T>(answer: () => T): T;
}

const observers = new Set<Observer>();

/** Lets an observer look on. @returns how to end that. */
export function observe(observer: Observer): () => void {
	observers.add(observer);
	return () => void observers.delete(observer);
}

/** Tells whoever looks on; nobody, mostly. */
export function tell(measure: Measure): void {
	for (const observer of observers) observer.tell(measure);
}

/** Answers a request so that observers can tell its work from that of others. */
export function observed<T>(answer: () => T): T {
	let work = answer;
	for (const { within } of observers) {
		const inner = work;
		if (within) work = () => within(inner);
	}
	return work();
}

/** Seconds since a moment of `performance.now()`. */
export const secondsSince = (began: number): number => (performance.now() - began) / 1000;
