import type { ResultSet } from '@libsql/client';

/** What SQLite takes, in a form that a message to a thread can carry. */
export type SqlValue = string | number | bigint | Uint8Array | null;

/** One statement, or a script of several that returns nothing. */
export type Statement =
	{ sql: string; args: SqlValue[] | Record<string, SqlValue> } | { script: string };

/** A `ResultSet` without what a message cannot carry: the rows are bare values. */
export interface Result extends Pick<
	ResultSet,
	'columns' | 'columnTypes' | 'rowsAffected' | 'lastInsertRowid'
> {
	rows: unknown[][];
}

/** What the writer is asked for; `within` is how many milliseconds it may wait to begin. */
export type Request =
	/** Statements that count together or not at all. */
	| { type: 'write'; within: number; statements: Statement[] }
	/** What no transaction can hold, or what begins and ends one by itself. */
	| { type: 'outside'; within: number; statements: Statement[] }
	/** A transaction whose statements follow at once; answered when its turn has come. */
	| { type: 'begin'; within: number }
	| { type: 'step'; transaction: number; statements: Statement[] }
	/** Committed only where these last statements do well. */
	| { type: 'commit'; transaction: number; statements: Statement[] }
	| { type: 'rollback'; transaction: number }
	| { type: 'close' };

/** What waits for its turn, without how long it may. */
export type Begun = Waiting extends infer T
	? T extends Waiting
		? Omit<T, 'within'>
		: never
	: never;
type Waiting = Extract<Request, { within: number }>;

/** What a transaction is told once it has begun. */
export type Step = Extract<Request, { transaction: number }>;

export type Sent<T extends Request = Request> = T extends Request ? T & { id: number } : never;

/** A failure as a message carries it: an error of SQLite by its parts, any other as it is. */
export type Failure =
	| { kind: 'sqlite'; message: string; code: string; rawCode?: number; index: number }
	/** The lock was not to be had in time. */
	| { kind: 'busy' }
	/** The transaction has ended already. */
	| { kind: 'closed' }
	/** The transaction was silent for too long and has been taken back. */
	| { kind: 'silent' }
	| { kind: 'other'; error: unknown }
	/** The thread is gone, and nobody knows what it has still done. */
	| { kind: 'thread'; error: Error };

export type Answer = { id: number } & ({ results: Result[] } | { failure: Failure });
