import type Database from 'libsql';

interface Compiled {
	statement: Database.Statement<unknown[]>;
	/** Whether it gives rows, and what they have. */
	isReader: boolean;
	columns: string[];
	columnTypes: string[];
}

/** Their texts vary with filters and the lengths of lists: the one used longest ago goes. */
const STATEMENTS_MAX = 200;

/** Left half-way by `libsql`: while one is kept, each later read goes on seeing the file as it was. */
export const isExplanation = /^\s*explain\b/i;

/**
 * The statements of a connection, each compiled once: that takes longer than most take to run. Rows
 * have to be taken all at once; a statement left half-way would go on seeing the file as it was then.
 */
export function compiledStatements(database: Database.Database) {
	const kept = new Map<string, Compiled>();

	/** @throws SqliteError where it cannot be compiled. */
	function get(sql: string): Compiled {
		const found = kept.get(sql) ?? compile(database, sql);
		kept.delete(sql);
		if (isExplanation.test(sql)) return found;
		kept.set(sql, found);
		const [oldest] = kept.keys();
		if (kept.size > STATEMENTS_MAX && oldest !== undefined) kept.delete(oldest);
		return found;
	}

	return {
		get,
		/** For one that has failed. */
		forget: (sql: string): void => void kept.delete(sql),
		clear: (): void => kept.clear()
	};
}

function compile(database: Database.Database, sql: string): Compiled {
	const statement = database.prepare(sql).safeIntegers(true);
	const isReader = statement.reader;
	const columns = isReader ? statement.raw(true).columns() : [];
	return {
		statement,
		isReader,
		columns: columns.map(({ name }) => name),
		columnTypes: columns.map(({ type }) => type ?? '')
	};
}
