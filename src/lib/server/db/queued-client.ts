import type { Client, InArgs, InStatement, Transaction, TransactionMode } from '@libsql/client';
import type { Reader } from './kept-statements.ts';
import { isRead, refuseInsideTransaction } from './open-transaction.ts';
import { createWriteQueue } from './write-queue.ts';

/**
 * A libSQL client whose reads go straight to `reader` and whose writes, single statements and
 * transactions alike, pass one queue to `writer`. Drizzle on top of it needs to know nothing.
 */
export function createQueuedClient(reader: Reader, writer: Client): Client {
	const queue = createWriteQueue(async () => {
		if (writer.protocol === 'file') await writer.reconnect();
	});
	const write = <T>(work: () => Promise<T>) => {
		refuseInsideTransaction();
		return queue.run(work);
	};

	return {
		execute(statement: InStatement, args?: InArgs) {
			const full = typeof statement === 'string' ? { sql: statement, args: args ?? [] } : statement;
			return isRead(full) ? reader.execute(full) : write(() => writer.execute(full));
		},
		batch: (statements, mode) => write(() => writer.batch(statements, mode ?? 'write')),
		migrate: (statements) => write(() => writer.migrate(statements)),
		executeMultiple: (sql) => write(() => writer.executeMultiple(sql)),
		transaction(mode: TransactionMode = 'write') {
			refuseInsideTransaction();
			let settled: Promise<void>;
			return queue.run(
				async () => {
					const { transaction, done } = withEnd(await writer.transaction(mode));
					settled = done;
					return transaction;
				},
				() => settled
			);
		},
		sync: () => writer.sync(),
		reconnect: async () => {
			await Promise.all([reader.reconnect(), writer.reconnect()]);
		},
		close: () => {
			reader.close();
			if (writer !== reader) writer.close();
		},
		get closed() {
			return writer.closed;
		},
		get protocol() {
			return writer.protocol;
		}
	} satisfies Client;
}

/** The transaction, and a promise that resolves when it has ended in whatever way. */
function withEnd(transaction: Transaction) {
	let end = () => {};
	const done = new Promise<void>((resolve) => (end = resolve));
	const { commit, rollback, close } = transaction;
	transaction.commit = () => commit.call(transaction).finally(end);
	transaction.rollback = () => rollback.call(transaction).finally(end);
	transaction.close = () => {
		close.call(transaction);
		end();
	};
	return { transaction, done };
}
