import type { InStatement } from '@libsql/client';
import type { Committing } from './commit-with.ts';
import { plainStatement, resultSets } from './file-statements.ts';
import type { Asked } from './writer/open-writer.ts';
import type { Request, Statement } from './writer/messages.ts';

/**
 * A transaction of the writer, as the driver's own. Its turn may still be to come: its first
 * statement waits there for it. Its commit is answered with all that shares it.
 */
export function createTransaction(
	transaction: number,
	ask: (request: Request) => Asked
): Committing {
	let closed = false;

	async function perform(statements: Statement[], isBatch = false) {
		return resultSets(await ask({ type: 'step', transaction, statements }).answer, isBatch);
	}

	async function commit(statements: Statement[]): Promise<void> {
		closed = true;
		resultSets(await ask({ type: 'commit', transaction, statements }).answer, true);
	}

	async function rollback(): Promise<void> {
		// Drizzle takes back what has failed to commit, which then has ended already.
		if (closed) return;
		closed = true;
		resultSets(await ask({ type: 'rollback', transaction }).answer, false);
	}

	return {
		async execute(statement: InStatement) {
			const [result] = await perform([plainStatement(statement)]);
			return result!;
		},
		batch: async (statements) => perform(statements.map(plainStatement), true),
		executeMultiple: async (script) => void (await perform([{ script }])),
		commit: () => commit([]),
		commitWith: async (statements) => commit(statements.map(plainStatement)),
		rollback,
		close() {
			rollback().catch(() => undefined);
		},
		get closed() {
			return closed;
		}
	};
}
