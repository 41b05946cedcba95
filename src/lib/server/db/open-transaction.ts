import { AsyncLocalStorage } from 'node:async_hooks';
import type { InStatement } from '@libsql/client';

/** Whether a statement only reads. */
export const isRead = (statement: InStatement): boolean =>
	/^\s*(select|explain)\b/i.test(typeof statement === 'string' ? statement : statement.sql);

/** Set while the caller's transaction is open: a write beside it would wait for its end, for ever. */
const openTransaction = new AsyncLocalStorage<{ open: boolean }>();

/** Runs `work` so that a write past its transaction fails at once instead of waiting for ever. */
export async function insideTransaction<T>(work: () => Promise<T>): Promise<T> {
	const mark = { open: true };
	return openTransaction.run(mark, work).finally(() => (mark.open = false));
}

/** @throws Error where the caller's own transaction is open. */
export function refuseInsideTransaction(): void {
	if (openTransaction.getStore()?.open) {
		throw new Error('Inside a transaction, write through its executor (tx), not through db.');
	}
}
