import type { Client } from '@libsql/client';

/** Unused for so many milliseconds, a connection is not trusted: the way to it may be gone silently. */
const IDLE_MS = 20_000;

interface Kept {
	client: Client;
	users: number;
	usedAt: number;
}

/** A client of the driver, lent until `end`, which says whether an answer never came. */
export interface Lease {
	client: Client;
	/** Nobody else is on it. */
	wasIdle: boolean;
	end: (isHung?: boolean) => void;
}

/**
 * Keeps one client of the driver for all; over a websocket it has one connection. Where an answer
 * does not come, nobody is given that client any more, and a new one takes its place: those who are
 * on the old one, with transactions perhaps, go on with it, and the last one closes it.
 */
export function keepConnection(open: () => Client) {
	let current: Kept | undefined;

	function leave(kept: Kept): void {
		if (current === kept) current = undefined;
		if (kept.users === 0) kept.client.close();
	}

	return {
		lend(): Lease {
			const now = performance.now();
			if (current?.users === 0 && now - current.usedAt > IDLE_MS) leave(current);
			const kept = (current ??= { client: open(), users: 0, usedAt: now });
			const wasIdle = kept.users === 0;
			kept.users += 1;
			let ended = false;
			return {
				client: kept.client,
				wasIdle,
				end(isHung = false) {
					if (ended) return;
					ended = true;
					kept.users -= 1;
					kept.usedAt = performance.now();
					if (isHung || kept !== current) leave(kept);
				}
			};
		},
		/** Those who are on it are cut off. */
		close(): void {
			current?.client.close();
			current = undefined;
		}
	};
}
