import { StatementError } from './protocol.ts';

type DriverError = Error & { code?: string; rawCode?: number };

/** SQLite's primary codes: all that a server names of them. */
const codes: Record<number, string> = {
	2: 'SQLITE_INTERNAL',
	3: 'SQLITE_PERM',
	4: 'SQLITE_ABORT',
	5: 'SQLITE_BUSY',
	6: 'SQLITE_LOCKED',
	7: 'SQLITE_NOMEM',
	8: 'SQLITE_READONLY',
	9: 'SQLITE_INTERRUPT',
	10: 'SQLITE_IOERR',
	11: 'SQLITE_CORRUPT',
	12: 'SQLITE_NOTFOUND',
	13: 'SQLITE_FULL',
	14: 'SQLITE_CANTOPEN',
	15: 'SQLITE_PROTOCOL',
	17: 'SQLITE_SCHEMA',
	18: 'SQLITE_TOOBIG',
	19: 'SQLITE_CONSTRAINT',
	20: 'SQLITE_MISMATCH',
	21: 'SQLITE_MISUSE',
	23: 'SQLITE_AUTH',
	25: 'SQLITE_RANGE',
	26: 'SQLITE_NOTADB'
};

/** What a server says of an error of SQLite: its primary code; which constraint, in the message. */
export function toStatementError(error: unknown, sql: string): StatementError {
	if (error instanceof StatementError) return error;
	const { message, rawCode = 0 } = error as DriverError;
	const code = codes[rawCode & 0xff];
	if (code !== undefined) return new StatementError(code, `SQLite error: ${message}`);
	if (/syntax error|incomplete input|unrecognized token/.test(message)) {
		return new StatementError('SQL_PARSE_ERROR', `SQL string could not be parsed: ${message}`);
	}
	const column = /no such column: (.+)$/.exec(message)?.[1];
	if (column !== undefined) {
		const offset = Math.max(0, sql.indexOf(column));
		return new StatementError(
			'SQL_INPUT_ERROR',
			`SQL input error: ${message} (at offset ${offset})`
		);
	}
	return new StatementError('SQLITE_UNKNOWN', `SQLite error: ${message}`);
}
