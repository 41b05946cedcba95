import type { Connection } from './connection.ts';
import { StatementError, StreamEnd } from './protocol.ts';
import type { BatchResult, Step, Stmt, StreamRequest, StreamResponse } from './protocol.ts';
import { splitStatements } from './split-statements.ts';

/** Texts that a client stored, by its own numbers. */
export type StoredSql = Map<number, string>;

/** A request that was read: the statements that it is about, and how to do it. */
export interface Job {
	statements: string[];
	run(connection: Connection): Promise<StreamResponse>;
}

/**
 * Reads a request. Texts are stored and looked up at once: by the time a statement runs, the client
 * may have given its number to another text.
 * @throws StreamEnd for a number that was never given.
 */
export function readRequest(request: StreamRequest, stored: StoredSql): Job {
	const textOf = ({ sql, sql_id: id = Number.NaN }: Pick<Stmt, 'sql' | 'sql_id'>) => {
		const text = sql ?? stored.get(id);
		if (text === undefined) throw new StreamEnd(400, `SQL text ${id} not found`);
		return text;
	};
	switch (request.type) {
		case 'execute': {
			const sql = textOf(request.stmt);
			return {
				statements: [sql],
				run: (connection) => execute(connection, { ...request.stmt, sql })
			};
		}
		case 'batch': {
			const steps = request.batch.steps.map((step) => ({
				...step,
				stmt: { ...step.stmt, sql: textOf(step.stmt) }
			}));
			const statements = steps.map(({ stmt }) => stmt.sql);
			return { statements, run: (connection) => batch(connection, steps) };
		}
		case 'sequence': {
			const statements = splitStatements(textOf(request));
			return { statements, run: (connection) => sequence(connection, statements) };
		}
		case 'store_sql':
			stored.set(request.sql_id, request.sql);
			break;
		case 'close_sql':
			stored.delete(request.sql_id);
	}
	return { statements: [], run: async () => ({ type: request.type }) as StreamResponse };
}

async function execute(connection: Connection, stmt: Stmt): Promise<StreamResponse> {
	const [outcome] = await connection.run([{ stmt }]);
	if (outcome instanceof StatementError) throw outcome;
	return { type: 'execute', result: outcome! };
}

async function batch(connection: Connection, steps: Step[]): Promise<StreamResponse> {
	const result: BatchResult = { step_results: [], step_errors: [] };
	for (const outcome of await connection.run(steps)) {
		const failed = outcome instanceof StatementError;
		result.step_results.push(failed ? null : outcome);
		result.step_errors.push(failed ? outcome.json : null);
	}
	return { type: 'batch', result };
}

async function sequence(connection: Connection, statements: string[]): Promise<StreamResponse> {
	const steps = statements.map((sql, index) => ({
		stmt: { sql, want_rows: false },
		condition: index === 0 ? null : { type: 'ok' as const, step: index - 1 }
	}));
	const failed = (await connection.run(steps)).find((one) => one instanceof StatementError);
	if (failed) throw failed;
	return { type: 'sequence' };
}
