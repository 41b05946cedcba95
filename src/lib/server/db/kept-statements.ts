import type { Client, InStatement, ResultSet } from '@libsql/client';
import Database from 'libsql';
import { resultSetOf } from './result-set.ts';

type Query = Exclude<InStatement, string>;

/** What reads go to. */
export interface Reader extends Pick<Client, 'reconnect' | 'close'> {
	execute(query: Query): Promise<ResultSet>;
}

interface KeptStatement {
	statement: Database.Statement<unknown[]>;
	columns: string[];
	columnTypes: string[];
}

/** Their texts vary with filters and the lengths of lists: the one used longest ago goes. */
const STATEMENTS_MAX = 200;

/**
 * A reader of an embedded file that compiles each statement once, on a connection of its own that
 * cannot write. The driver compiles a statement each time it runs, which takes longer than the
 * running. Whatever is unusual here, errors above all, is left to the driver.
 * @param timeout milliseconds that a lock may block the process.
 */
export function keepStatements(driver: Reader, path: string, timeout: number): Reader {
	let database: Database.Database | undefined;
	const kept = new Map<string, KeptStatement>();

	function drop(): void {
		kept.clear();
		database?.close();
		database = undefined;
	}

	function statementFor(sql: string): KeptStatement {
		database ??= open(path, timeout);
		const found = kept.get(sql) ?? compile(database, sql);
		kept.delete(sql);
		kept.set(sql, found);
		const [oldest] = kept.keys();
		if (kept.size > STATEMENTS_MAX && oldest !== undefined) kept.delete(oldest);
		return found;
	}

	function read({ sql, args }: Query): ResultSet | null {
		if (!isPlainList(args) || isExplanation.test(sql)) return null;
		try {
			const { statement, ...columns } = statementFor(sql);
			// All rows at once: a statement left half-way would go on seeing the file as it was then.
			return resultOf(columns, statement.all(args) as unknown[][]);
		} catch {
			// Once a connection has met a lock, what it reads later may be out of date.
			drop();
			return null;
		}
	}

	return {
		execute: async (query) => read(query) ?? driver.execute(query),
		async reconnect() {
			drop();
			await driver.reconnect();
		},
		close() {
			drop();
			driver.close();
		}
	};
}

function open(path: string, timeout: number): Database.Database {
	const database = new Database(path, { timeout });
	database.exec('PRAGMA query_only = on');
	return database;
}

function compile(database: Database.Database, sql: string): KeptStatement {
	const statement = database.prepare(sql).safeIntegers(true).raw(true);
	const columns = statement.columns();
	return {
		statement,
		columns: columns.map(({ name }) => name),
		columnTypes: columns.map(({ type }) => type ?? '')
	};
}

/** Left half-way by `libsql`: while one is kept, each later read goes on seeing the file as it was. */
const isExplanation = /^\s*explain\b/i;

/** Arguments that mean the same to every driver: no dates, bytes or names. */
function isPlainList(args: Query['args']): args is (string | number | null)[] {
	if (!Array.isArray(args)) return false;
	return args.every((arg) => typeof arg === 'string' || Number.isFinite(arg) || arg === null);
}

function resultOf(
	columns: Pick<ResultSet, 'columns' | 'columnTypes'>,
	values: unknown[][]
): ResultSet {
	const rows = values.map((row) => row.map(valueOf));
	return resultSetOf({ ...columns, rows, rowsAffected: 0, lastInsertRowid: undefined });
}

function valueOf(value: unknown) {
	if (value instanceof Uint8Array) return value.buffer as ArrayBuffer;
	if (typeof value !== 'bigint') return value as string | number | null;
	const number = Number(value);
	if (!Number.isSafeInteger(number)) throw new RangeError('The integer is too large.');
	return number;
}
