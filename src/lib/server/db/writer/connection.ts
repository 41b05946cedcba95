import Database from 'libsql';
import { compiledStatements } from '../compiled-statements.ts';
import type { Result, Statement } from './messages.ts';

/** Milliseconds that SQLite itself waits for a lock; the writer waits without stopping its thread. */
const BUSY_TIMEOUT_MS = 25;

/** The one connection that writes. Foreign keys and `synchronous=FULL` are the library's defaults. */
export type Connection = ReturnType<typeof openConnection>;

/** @throws SqliteError where the file cannot be opened or somebody else has locked it. */
export function openConnection(path: string) {
	const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
	try {
		// Kept in the file: changes something only the first time a database is opened.
		database.prepare('PRAGMA journal_mode = WAL').all();
	} catch (error) {
		database.close();
		throw error;
	}

	const statements = compiledStatements(database);

	function perform(statement: Statement): Result {
		if ('script' in statement) {
			database.exec(statement.script);
			return {
				columns: [],
				columnTypes: [],
				rows: [],
				rowsAffected: 0,
				lastInsertRowid: undefined
			};
		}
		const { sql, args } = statement;
		const { statement: compiled, isReader, columns, columnTypes } = statements.get(sql);
		try {
			if (isReader) {
				const rows = (compiled.all(args) as unknown[][]).map((row) => row.map(plainValue));
				return { columns, columnTypes, rows, rowsAffected: 0, lastInsertRowid: undefined };
			}
			const { changes, lastInsertRowid } = compiled.run(args);
			const written = { rowsAffected: changes, lastInsertRowid: BigInt(lastInsertRowid) };
			return { columns, columnTypes, rows: [], ...written };
		} catch (error) {
			statements.forget(sql);
			throw error;
		}
	}

	const run = (sql: string) => void perform({ sql, args: [] });
	/** The library ends the process when asked for it of a database that is closed. */
	const inTransaction = () => database.open && database.inTransaction;

	return {
		perform,
		run,
		get inTransaction() {
			return inTransaction();
		},
		close() {
			// A transaction would outlive its connection, lock and all, until its statements are forgotten.
			if (inTransaction()) run('ROLLBACK');
			statements.clear();
			if (database.open) database.close();
		}
	};
}

function plainValue(value: unknown) {
	if (value instanceof Uint8Array) return value.buffer;
	if (typeof value !== 'bigint') return value;
	const number = Number(value);
	if (Number.isSafeInteger(number)) return number;
	throw new RangeError(
		'Received integer which cannot be safely represented as a JavaScript number'
	);
}
