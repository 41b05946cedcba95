import type { Transaction } from '@libsql/client';
import { commitWith, type Committing } from './commit-with.ts';
import { asTryLater, CommitUnknownError, DatabaseLateError, isUnsent } from './errors.ts';
import { faultOf } from './fault.ts';
import { inTime } from './server-call.ts';
import type { Lease } from './server-connection.ts';
import { wellFormed } from './well-formed.ts';
import { beginWait } from './write-wait.ts';

/** Milliseconds for a ROLLBACK. What is left of one ends with the server's own limit. */
const ROLLBACK_MS = 1_000;

/**
 * A transaction on a server, within the time of its request. After a fault, other than a refused
 * row, its stream is given up at once: a server that has rolled it back, for taking too long, goes on
 * without one, and the next write would be kept alone.
 * @param allowed milliseconds, as `beginWait` takes them.
 */
export function guardTransaction(
	transaction: Transaction,
	connection: Lease,
	allowed: number
): Committing {
	let fault: unknown;
	let hasEnded = false;
	let tail: Promise<unknown> = Promise.resolve();

	function end(isHung = false): void {
		if (hasEnded) return;
		hasEnded = true;
		transaction.close();
		connection.end(isHung);
	}

	/** One statement after the other: none leaves before it is known that the one before it did well. */
	function run<T>(work: () => Promise<T>): Promise<T> {
		const turn = tail.then(async () => {
			if (fault) throw fault;
			const wait = beginWait(allowed, 'step');
			try {
				return await inTime(wait.deadline, work);
			} catch (error) {
				if (asTryLater(error)) fault = error;
				if (fault) end(error instanceof DatabaseLateError);
				throw error;
			} finally {
				wait.end();
			}
		});
		tail = turn.catch(() => undefined);
		return turn;
	}

	/** @param send does the COMMIT: once it is on its way, only an answer tells whether it was done. */
	async function commit(send: () => Promise<void>): Promise<void> {
		let isOnItsWay = false;
		try {
			await run(() => {
				isOnItsWay = true;
				return send();
			});
		} catch (error) {
			throw isOnItsWay && isUnknown(error) ? new CommitUnknownError(error) : error;
		} finally {
			end();
		}
	}

	return {
		execute: (statement) => run(() => transaction.execute(wellFormed(statement))),
		batch: (statements) => run(() => transaction.batch(statements.map(wellFormed))),
		executeMultiple: (sql) => run(() => transaction.executeMultiple(sql)),
		commit: () => commit(() => transaction.commit()),
		commitWith: (statements) => commit(() => commitWith(transaction, statements.map(wellFormed))),
		/** Never fails: whoever rolls back has an error already, and that is the one to be told. */
		async rollback() {
			if (hasEnded) return;
			const roll = () => transaction.rollback();
			await inTime(performance.now() + ROLLBACK_MS, roll).catch(() => undefined);
			end();
		},
		close: () => end(),
		get closed() {
			return hasEnded || transaction.closed;
		}
	};
}

/** What the server itself reports of a lock or of too long a time was not done. */
const isReported = (error: unknown) => ['busy', 'timeout'].includes(faultOf(error)?.kind ?? '');

/** Whether a failed COMMIT may have been done all the same. */
const isUnknown = (error: unknown) =>
	asTryLater(error) !== null && !isReported(error) && !isUnsent(error);
