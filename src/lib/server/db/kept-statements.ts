import type { Client, InStatement, ResultSet } from '@libsql/client';
import Database from 'libsql';
import { compiledStatements, isExplanation } from './compiled-statements.ts';
import { resultSetOf } from './result-set.ts';

type Query = Exclude<InStatement, string>;

/** What reads go to. */
export interface Reader extends Pick<Client, 'reconnect' | 'close'> {
	execute(query: Query): Promise<ResultSet>;
}

/**
 * A reader of an embedded file that compiles each statement once, on a connection of its own that
 * cannot write. The driver compiles a statement each time it runs, which takes longer than the
 * running. Whatever is unusual here, errors above all, is left to the driver.
 * @param timeout milliseconds that a lock may block the process.
 */
export function keepStatements(driver: Reader, path: string, timeout: number): Reader {
	let database: Database.Database | undefined;
	let statements: ReturnType<typeof connect> | undefined;

	function drop(): void {
		statements = undefined;
		database?.close();
		database = undefined;
	}

	function connect() {
		database = open(path, timeout);
		return { forOne: compiledStatements(database), forMore: compiledStatements(database) };
	}

	function read({ sql, args }: Query): ResultSet | null {
		if (!isPlainList(args) || isExplanation.test(sql)) return null;
		try {
			statements ??= connect();
			const isOne = asksForOne(sql, args);
			// Never the same statement for both: after `all` the library answers `get` with a row of that.
			const kept = isOne ? statements.forOne : statements.forMore;
			const { statement, columns, columnTypes } = kept.get(sql);
			const rows = isOne ? rowsOf(statement.get(args)) : statement.all(args);
			return resultOf({ columns, columnTypes }, rows as unknown[][]);
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

/** Whether a query gives one row at most, as it says itself: that can be had in one call of three. */
const asksForOne = (sql: string, args: readonly unknown[]) =>
	args.at(-1) === 1 && /\blimit \?$/.test(sql);

const rowsOf = (row: unknown) => (row === undefined ? [] : [row]);

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
