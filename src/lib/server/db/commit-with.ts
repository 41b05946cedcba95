import type { InStatement, Transaction } from '@libsql/client';

/**
 * A transaction that does its last statements and the COMMIT in one trip, and the COMMIT only where
 * every one of them did well. It has ended afterwards, in whatever way.
 */
export type Committing = Transaction & {
	commitWith?: (statements: InStatement[]) => Promise<void>;
};

/** What the driver's transactions on a server have and its types keep to themselves. */
type OnServer = Transaction & { _getStream(): Stream };
type Stream = { batch: (useCursor?: boolean) => Batch; closeGracefully(): void };
type Batch = { execute: () => Promise<void> };

const isOnServer = (transaction: Transaction): transaction is OnServer =>
	typeof (transaction as Partial<OnServer>)._getStream === 'function';

/** Does the last statements of a transaction and commits it, in as few trips as it can. */
export async function commitWith(
	transaction: Committing,
	statements: InStatement[]
): Promise<void> {
	if (transaction.commitWith) return transaction.commitWith(statements);
	if (isOnServer(transaction)) return commitOnServer(transaction, statements);
	await transaction.batch(statements);
	await transaction.commit();
}

/**
 * The same for a transaction of the driver on a server. The steps of a batch, the COMMIT the last of
 * them, each run only where the one before it did well; the stream, told in the same message to end,
 * takes back what is not committed.
 */
async function commitOnServer(transaction: OnServer, statements: InStatement[]): Promise<void> {
	closeWithNextBatch(transaction._getStream());
	try {
		await transaction.batch([...statements, 'COMMIT']);
	} finally {
		transaction.close();
	}
}

/** The driver would tell the server in a message of its own that the stream is not needed any more. */
function closeWithNextBatch(stream: Stream): void {
	const { batch } = stream;
	stream.batch = (useCursor) => {
		const next = batch.call(stream, useCursor);
		const { execute } = next;
		next.execute = () => {
			const answer = execute.call(next);
			stream.closeGracefully();
			return answer;
		};
		return next;
	};
}
