import { argumentsOf, encode } from './values.ts';
import { StatementError, StreamEnd } from './protocol.ts';
import type { Condition, Step, Stmt, StmtResult } from './protocol.ts';
import { toStatementError } from './sql-error.ts';
import type { SqliteHandle, SqliteHandles } from './sqlite-handles.ts';
import { statementKind } from './statement-kind.ts';
import type { StatementKind } from './statement-kind.ts';
import type { WriteLock, Writer } from './write-lock.ts';

export interface ConnectionSettings {
	handles: SqliteHandles;
	lock: WriteLock;
	/** An error that a test ordered for a statement. */
	orderedError(sql: string): StatementError | undefined;
}

type Outcome = StmtResult | StatementError | null;

/** SQLite ends the whole transaction by itself after these. */
const fatal = /^SQLITE_(FULL|IOERR|NOMEM|INTERRUPT)$/;

const closed = () => new StatementError('STREAM_CLOSED', 'The stream was closed');
const forbidden = (message: string) =>
	new StreamEnd(403, message, {
		contentType: 'application/json',
		text: JSON.stringify({ error: `Authorization forbidden: ${message}` })
	});

/** Leaves nothing on a connection that the next stream on it would notice. */
const leavesNothing =
	/^\s*(select|values|with|insert|replace|update|delete|begin|commit|end|rollback)\b/i;

/** One stream's own connection to the file. Its statements run one after another. */
export class Connection implements Writer {
	readonly #handle: SqliteHandle;
	readonly #settings: ConnectionSettings;
	readonly #readOnly: boolean;
	#rolledBack = false;
	#running = 0;
	#closing = false;
	#ended = false;
	#isClean = true;

	constructor(settings: ConnectionSettings, readOnly: boolean) {
		this.#settings = settings;
		this.#readOnly = readOnly;
		this.#handle = settings.handles.take();
	}

	get #database() {
		return this.#handle.database;
	}

	/** Runs the steps whose condition holds, each with what came of it: `null` where it did not run. */
	async run(steps: Step[]): Promise<Outcome[]> {
		// Its connection to the file may be another stream's by now.
		if (this.#ended) return steps.map(() => closed());
		const kinds = steps.map(({ stmt }) => statementKind(stmt.sql ?? ''));
		if (this.#readOnly && kinds.some(({ writes }) => writes)) {
			throw forbidden("Current session doesn't not have Write permission to namespace default");
		}
		this.#running += 1;
		const outcomes: Outcome[] = [];
		let late = false;
		for (const [index, { stmt, condition }] of steps.entries()) {
			late = this.#noticeRollback() || late;
			if (late) outcomes.push(new StatementError('TRANSACTION_TIMEOUT', 'Transaction timed out'));
			else if (condition && !holds(condition, outcomes)) outcomes.push(null);
			else outcomes.push(await this.#step(stmt, kinds[index]!));
		}
		this.#running -= 1;
		if (this.#closing) this.close();
		return outcomes;
	}

	giveUp() {
		this.#database.exec('ROLLBACK');
		this.#rolledBack = true;
	}

	/** Ends the connection, after what it is doing; an open transaction is rolled back. */
	close() {
		this.#closing = true;
		if (this.#running === 0) this.end();
	}

	/** Ends it at once, whatever it is doing. */
	end() {
		if (this.#ended) return;
		this.#ended = true;
		if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
		this.#settings.lock.release(this);
		// Ended while it runs, it must not go on where another stream has begun.
		this.#settings.handles.give(this.#handle, this.#isClean && this.#running === 0);
	}

	#noticeRollback(): boolean {
		const noticed = this.#rolledBack;
		this.#rolledBack = false;
		return noticed;
	}

	async #step(stmt: Stmt, kind: StatementKind): Promise<Outcome> {
		const { sql = '' } = stmt;
		if (kind.locks) await this.#settings.lock.acquire(this);
		try {
			const ordered = this.#settings.orderedError(sql);
			if (ordered) throw ordered;
			return this.#execute(stmt, sql, kind);
		} catch (error) {
			const failure = toStatementError(error, sql);
			if (fatal.test(failure.code)) {
				this.#isClean = false;
				if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
			}
			return failure;
		} finally {
			if (!this.#database.inTransaction) this.#settings.lock.release(this);
		}
	}

	#execute(stmt: Stmt, sql: string, { changes }: StatementKind): StmtResult {
		const { statements } = this.#handle;
		if (!leavesNothing.test(sql)) {
			this.#isClean = false;
			statements.clear();
		}
		const { statement, isReader, columns, columnTypes } = statements.get(sql);
		const result: StmtResult = {
			cols: columns.map((name, index) => ({ name, decltype: columnTypes[index] || null })),
			rows: [],
			affected_row_count: 0,
			last_insert_rowid: null
		};
		try {
			if (isReader) {
				const rows = statement.all(argumentsOf(stmt)) as unknown[][];
				if (stmt.want_rows !== false) result.rows = rows.map((row) => row.map(encode));
			} else {
				statement.run(argumentsOf(stmt));
			}
		} catch (error) {
			statements.forget(sql);
			throw error;
		}
		if (changes) {
			const [[count, id]] = statements
				.get('SELECT changes(), last_insert_rowid()')
				.statement.all([]) as [[bigint, bigint]];
			result.affected_row_count = Number(count);
			// Of an insert that did nothing it would be that of an earlier stream.
			if (changes === 'insert') result.last_insert_rowid = count > 0n ? String(id) : '0';
		}
		return result;
	}
}

function holds(condition: Condition, outcomes: Outcome[]): boolean {
	const isDone = (step: number) =>
		outcomes[step] != null && !(outcomes[step] instanceof StatementError);
	switch (condition.type) {
		case 'ok':
			return isDone(condition.step);
		case 'error':
			return !isDone(condition.step);
		case 'not':
			return !holds(condition.cond, outcomes);
		case 'and':
			return condition.conds.every((one) => holds(one, outcomes));
		case 'or':
			return condition.conds.some((one) => holds(one, outcomes));
	}
}
