import { StatementError } from './protocol.ts';
import type { ProtocolError } from './protocol.ts';

/** Which trip or statement is meant: one whose SQL holds the text or fits the pattern. */
export type Matching = string | RegExp;

/** One trip of a client: it sent something and waits for the answer. */
export interface Trip {
	over: 'http' | 'ws';
	statements: string[];
}

type Fate = 'hang' | 'lose' | 'lose and cut' | 'refuse';

const fits = (matching: Matching, sql: string) =>
	typeof matching === 'string' ? sql.includes(matching) : matching.test(sql);

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** What goes wrong, by a test's order, and what was asked. */
export function createFaults(delayMs: number) {
	let delay = delayMs;
	let hanging = false;
	let trips: Trip[] = [];
	const fates: { matching: Matching; fate: Fate }[] = [];
	const errors: { matching: Matching; error: ProtocolError }[] = [];

	/** Takes the first order that fits out of the list: each one happens once. */
	function take<T extends { matching: Matching }>(orders: T[], statements: string[]) {
		const index = orders.findIndex(({ matching }) => statements.some((sql) => fits(matching, sql)));
		return index < 0 ? undefined : orders.splice(index, 1)[0];
	}

	return {
		get hanging() {
			return hanging;
		},
		/** Half of a trip's time on the line. */
		travel: async () => {
			if (delay > 0) await pause(delay / 2);
		},
		orderedError(sql: string): StatementError | undefined {
			const order = take(errors, [sql]);
			return order && new StatementError(order.error.code, order.error.message);
		},
		/**
		 * Takes a trip through what was ordered for it.
		 * @returns its answer, or what happens instead: nothing at all, the end of the connection, or the
		 * word that there are too many.
		 */
		async through<T>(
			trip: Trip,
			work: () => Promise<T>
		): Promise<{ answer: T } | 'silence' | 'cut' | 'refused'> {
			trips.push(trip);
			const fate = take(fates, trip.statements)?.fate;
			if (hanging || fate === 'hang') return 'silence';
			await this.travel();
			if (fate === 'refuse') return 'refused';
			const answer = await work();
			await this.travel();
			if (fate === 'lose and cut') return 'cut';
			return hanging || fate === 'lose' ? 'silence' : { answer };
		},
		orders: {
			hang: () => void (hanging = true),
			resume: () => void (hanging = false),
			hangNext: (matching: Matching) => void fates.push({ matching, fate: 'hang' }),
			loseAnswer: (matching: Matching, { cut = false } = {}) =>
				void fates.push({ matching, fate: cut ? 'lose and cut' : 'lose' }),
			/** As a server does, before it begins, while too many are waiting: 429; a WebSocket is cut. */
			refuseNext: (matching: Matching) => void fates.push({ matching, fate: 'refuse' }),
			failNext: (matching: Matching, error: ProtocolError) => void errors.push({ matching, error }),
			delay: (ms: number) => void (delay = ms),
			trips: () => trips,
			forgetTrips: () => void (trips = [])
		}
	};
}

export type Faults = ReturnType<typeof createFaults>;
