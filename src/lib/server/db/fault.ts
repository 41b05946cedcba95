/** What went wrong in the database, as far as anybody has to act on it. */
export type Fault =
	/** A unique index or primary key refused the row; `columns` as `table.column`. */
	| { kind: 'unique'; columns: string[] }
	/** The row refers to one that does not exist (any more), or is referred to. */
	| { kind: 'foreign-key' }
	/** The row lacks what it has to have; `column` as `table.column`. */
	| { kind: 'not-null'; column: string }
	/** Another rule of the schema refused the row. */
	| { kind: 'constraint' }
	/** Another writer holds the lock, or the server has too much to do: nothing was done. */
	| { kind: 'busy' }
	/** The disk, or the space that was allowed, is full. */
	| { kind: 'full' }
	/** No writes are taken: the file, the token or the server allows reading only. */
	| { kind: 'read-only' }
	/** What the file holds is not what was written: some or all of it cannot be read. */
	| { kind: 'damaged' }
	/** The server asks for a token, or refuses the one it got. */
	| { kind: 'auth' }
	/** The server ended a transaction that took too long; its stream is in no transaction any more. */
	| { kind: 'timeout' }
	/** The connection, the stream or the file is gone; what was on its way may or may not have arrived. */
	| { kind: 'lost' };

type DriverError = Error & { code?: unknown; extendedCode?: unknown };

/** Every error in the chain of causes, outermost first: Drizzle and the driver wrap what they met. */
export function* causes(error: unknown): Generator<DriverError> {
	for (let current = error; current instanceof Error; current = current.cause) {
		yield current as DriverError;
	}
}

/** By code. A server and a file have them in common, but for constraints; see {@link constraintOf}. */
const kinds: Record<string, Exclude<Fault['kind'], 'unique' | 'not-null'>> = {
	SQLITE_BUSY: 'busy',
	SQLITE_LOCKED: 'busy',
	TRANSACTION_BUSY: 'busy',
	SQLITE_FULL: 'full',
	SQLITE_READONLY: 'read-only',
	BLOCKED: 'read-only',
	SQLITE_AUTH: 'auth',
	TRANSACTION_TIMEOUT: 'timeout',
	STREAM_EXPIRED: 'lost',
	HRANA_CLOSED_ERROR: 'lost',
	HRANA_PROTO_ERROR: 'lost',
	PROXY_ERROR: 'lost',
	SQLITE_CANTOPEN: 'lost',
	SQLITE_IOERR: 'lost',
	SQLITE_NOTADB: 'damaged',
	SQLITE_CORRUPT: 'damaged',
	CONNECTION_LOST: 'lost'
};

/**
 * What an error of the driver means, of a file and of a server alike; `null` for one that only the
 * code of the application can mend, such as wrong SQL.
 */
export function faultOf(error: unknown): Fault | null {
	for (const cause of causes(error)) {
		const fault = faultOfOne(cause);
		if (fault) return fault;
	}
	return null;
}

function faultOfOne({ code, message }: DriverError): Fault | null {
	const name = String(code);
	if (name.startsWith('SQLITE_CONSTRAINT')) return constraintOf(message);
	if (name.startsWith('AUTH_')) return { kind: 'auth' };
	if (name === 'SERVER_ERROR' || name === 'HRANA_WEBSOCKET_ERROR') return answerOf(message);
	if (message === 'fetch failed') return { kind: 'lost' };
	// A file may name the extended code: SQLITE_BUSY_SNAPSHOT, SQLITE_IOERR_FSYNC.
	const kind = kinds[name] ?? kinds[name.split('_').slice(0, 2).join('_')];
	return kind ? { kind } : null;
}

/** A server says `SQLITE_CONSTRAINT` alone; in the message, SQLite's own, stands which one. */
function constraintOf(message: string): Fault {
	const columns = /UNIQUE constraint failed: (.+)/.exec(message)?.[1];
	if (columns) return { kind: 'unique', columns: columns.trim().split(', ') };
	const column = /NOT NULL constraint failed: (\S+)/.exec(message)?.[1];
	if (column) return { kind: 'not-null', column };
	return { kind: message.includes('FOREIGN KEY constraint failed') ? 'foreign-key' : 'constraint' };
}

/**
 * What HTTP alone says: nobody may (401, 403), too many wait and this one was not begun (429), no such
 * stream (400, 404), or no way to the server.
 */
function answerOf(message: string): Fault {
	if (/Server returned HTTP status 429\b|Unexpected server response: 429\b/.test(message)) {
		return { kind: 'busy' };
	}
	const refused = /\b(?:status|response:) 40[13]\b|not authorized|unauthorized/i.test(message);
	return { kind: refused ? 'auth' : 'lost' };
}
