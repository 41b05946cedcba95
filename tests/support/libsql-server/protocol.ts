/** The parts of Hrana 2 that `@libsql/client` speaks, as they travel in JSON. */

export type Value =
	| { type: 'null' }
	| { type: 'integer'; value: string }
	| { type: 'float'; value: number }
	| { type: 'text'; value: string }
	| { type: 'blob'; base64: string };

export interface Stmt {
	sql?: string;
	sql_id?: number;
	args?: Value[];
	named_args?: { name: string; value: Value }[];
	want_rows?: boolean;
}

export type Condition =
	| { type: 'ok' | 'error'; step: number }
	| { type: 'not'; cond: Condition }
	| { type: 'and' | 'or'; conds: Condition[] };

export interface Step {
	condition?: Condition | null;
	stmt: Stmt;
}

export interface StmtResult {
	cols: { name: string; decltype: string | null }[];
	rows: Value[][];
	affected_row_count: number;
	last_insert_rowid: string | null;
}

export interface ProtocolError {
	message: string;
	code: string;
}

export interface BatchResult {
	step_results: (StmtResult | null)[];
	step_errors: (ProtocolError | null)[];
}

/** What is asked of a stream, over either transport. */
export type StreamRequest =
	| { type: 'execute'; stmt: Stmt }
	| { type: 'batch'; batch: { steps: Step[] } }
	| { type: 'sequence'; sql?: string; sql_id?: number }
	| { type: 'store_sql'; sql_id: number; sql: string }
	| { type: 'close_sql'; sql_id: number }
	| { type: 'close' };

export type StreamResponse =
	| { type: 'execute'; result: StmtResult }
	| { type: 'batch'; result: BatchResult }
	| { type: 'sequence' | 'store_sql' | 'close_sql' | 'close' };

/** What a socket carries: a request of a stream, or one that opens or closes it. */
export type SocketRequest = { stream_id: number } & (
	StreamRequest | { type: 'open_stream' } | { type: 'close_stream' }
);

export type ClientMessage =
	| { type: 'hello'; jwt?: string | null }
	| { type: 'request'; request_id: number; request: SocketRequest };

/** An error of one statement: the stream goes on. */
export class StatementError extends Error {
	readonly code: string;

	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}

	get json(): ProtocolError {
		return { message: this.message, code: this.code };
	}
}

interface Body {
	contentType: 'text/plain' | 'application/json';
	text: string;
}

/** An error that ends the stream: over HTTP a status, over a socket its end. */
export class StreamEnd extends Error {
	readonly status: number;
	readonly body: Body;

	constructor(status: number, message: string, body?: Body) {
		super(message);
		this.status = status;
		this.body = body ?? { contentType: 'text/plain', text: message };
	}
}

/** Half of a character, which JSON can say by an escape alone, is no text to a server. */
const half = /(?<!\\)(?:\\\\)*\\ud[89a-f]/i;

/**
 * Reads what a client sends.
 * @throws StreamEnd
 */
export function readMessage(text: string): unknown {
	if (half.test(text)) throw new StreamEnd(400, 'Cannot deserialize client message');
	return JSON.parse(text);
}
