import {
	LibsqlBatchError,
	type Client,
	type InStatement,
	type ResultSet,
	type TransactionMode
} from '@libsql/client';
import { commitWith, type Committing } from './commit-with.ts';

/** Statements kept at most: long work, such as seeding, is sent in parts. */
const KEPT_MAX = 100;

const textOf = (statement: InStatement) =>
	typeof statement === 'string' ? statement : statement.sql;

/** Whether a statement has nothing to tell: it writes, and returns no rows. */
function isSilent(statement: InStatement): boolean {
	const text = textOf(statement);
	return /^\s*(?:insert|update|delete)\b/i.test(text) && !/\breturning\b/i.test(text);
}

/**
 * Makes what a transaction writes travel with its next question. A statement inside a transaction
 * that writes and returns no rows is kept when it is awaited, and sent in one trip with the next
 * statement that has an answer, or with the COMMIT. What it violates is told there, and nothing of the
 * transaction is kept then. How many rows it changed is not known: ask by RETURNING.
 */
export function deferWrites(client: Client): Client {
	const begin = client.transaction.bind(client);
	client.transaction = async (mode: TransactionMode = 'write') => deferring(await begin(mode));
	return client;
}

function deferring(transaction: Committing): Committing {
	let kept: InStatement[] = [];
	let failure: { error: unknown } | undefined;

	function takeKept(): InStatement[] {
		if (failure) throw failure.error;
		const statements = kept;
		kept = [];
		return statements;
	}

	/** Sends `statements` behind what was kept. @returns their results. */
	async function send(statements: InStatement[]): Promise<ResultSet[]> {
		const before = takeKept();
		try {
			const results = await transaction.batch([...before, ...statements]);
			return results.slice(before.length);
		} catch (error) {
			if (before.length > 0 && !isAtOrAfter(before.length, error)) failure = { error };
			throw error;
		}
	}

	return {
		async execute(statement) {
			if (failure) throw failure.error;
			if (isSilent(statement)) {
				if (kept.length >= KEPT_MAX) await send([]);
				kept.push(statement);
				return unanswered();
			}
			if (kept.length === 0) return transaction.execute(statement);
			const [result] = await send([statement]);
			return result!;
		},
		batch: (statements) => send(statements),
		async executeMultiple(script) {
			if (kept.length > 0) await send([]);
			return transaction.executeMultiple(script);
		},
		async commit() {
			const statements = takeKept();
			await (statements.length > 0 ? commitWith(transaction, statements) : transaction.commit());
		},
		rollback: () => transaction.rollback(),
		close: () => transaction.close(),
		get closed() {
			return transaction.closed;
		}
	};
}

/** Whether it was not one of the first statements of a batch that failed: those are done. */
const isAtOrAfter = (index: number, error: unknown) =>
	error instanceof LibsqlBatchError && error.statementIndex >= index;

/** The result of a statement that has not run yet: whoever asks it is told so. */
function unanswered(): ResultSet {
	const refuse = (): never => {
		throw new Error('This write is sent later: what it changed is told by RETURNING alone.');
	};
	return {
		columns: [],
		columnTypes: [],
		rows: [],
		get rowsAffected() {
			return refuse();
		},
		get lastInsertRowid() {
			return refuse();
		},
		toJSON: refuse
	};
}
