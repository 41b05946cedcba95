import { AsyncLocalStorage } from 'node:async_hooks';
import type { Client, InArgs, InStatement, Transaction, TransactionMode } from '@libsql/client';
import type { Reader } from './kept-statements.ts';
import { createWriteQueue } from './write-queue.ts';

const isRead = (statement: InStatement) =>
	/^\s*(select|explain)\b/i.test(typeof statement === 'string' ? statement : statement.sql);

/** Set while the caller's transaction is open: a write beside it would wait for its end, for ever. */
const openTransaction = new AsyncLocalStorage<{ open: boolean }>();

/** Runs `work` so that a queued write inside it fails at once instead of waiting for ever. */
export async function insideTransaction<T>(work: () => Promise<T>): Promise<T> {
	const mark = { open: true };
	return openTransaction.run(mark, work).finally(() => (mark.open = false));
}

function refuseInsideTransaction() {
	if (openTransaction.getStore()?.open) {
		throw new Error('Inside a transaction, write through its executor (tx), not through db.');
	}
}

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
