import { SessionEndedError, TryLaterError } from '../request-errors.ts';
import { causes, faultOf } from './fault.ts';

/** The database stayed locked by another process past the time a request may wait. */
export class DatabaseBusyError extends TryLaterError {
	override name = 'DatabaseBusyError';

	constructor() {
		super(503, 5, 'The database is locked by another process.');
	}
}

/** The server did not answer in the time that a request has for all its database work. */
export class DatabaseLateError extends TryLaterError {
	override name = 'DatabaseLateError';
	/** Whether the server may have got what it did not answer. */
	readonly isSent: boolean;

	constructor(isSent: boolean) {
		super(503, 5, 'The database server did not answer in time.');
		this.isSent = isSent;
	}
}

/** The answer to a COMMIT, or to a write of its own, was lost: what it was for may be written or not, so nothing repeats it. */
export class CommitUnknownError extends TryLaterError {
	override name = 'CommitUnknownError';

	constructor(cause: unknown) {
		super(503, 5, 'The database server did not say whether it has kept the changes.');
		this.cause = cause;
	}
}

/** The connection to the server broke. */
export class ConnectionLostError extends Error {
	override name = 'ConnectionLostError';
	readonly code = 'CONNECTION_LOST';
	/** Whether any of the request may have reached the server. */
	readonly isSent: boolean;

	constructor(cause: Error, isSent: boolean) {
		super(`The connection to the database server failed: ${reasonOf(cause)}`, { cause });
		this.isSent = isSent;
	}
}

/** Node has one error for all the addresses of a host; its own message is empty. */
const reasonOf = (error: Error): string =>
	error instanceof AggregateError ? String(error.errors[0]) : error.message;

/** Over a websocket: no connection came about, or it had ended before the statement was to leave. */
const neverLeft =
	/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|Unexpected server response|(?:Client|Stream) is clos/;

/** Whether it is certain that what failed never left for the server. */
export function isUnsent(error: unknown): boolean {
	for (const cause of causes(error)) {
		if (cause instanceof ConnectionLostError) return !cause.isSent;
		if (cause instanceof DatabaseLateError) return !cause.isSent;
		if (cause.code === 'HRANA_WEBSOCKET_ERROR') return neverLeft.test(cause.message);
	}
	return false;
}

/** Faults that pass, or that only the operator can mend: the person may come back. */
const outages = new Set(['busy', 'full', 'read-only', 'damaged', 'auth', 'timeout', 'lost']);

/**
 * What an error means for the person waiting: `TryLaterError` where it is one, wraps one, or tells of
 * a database out of reach; else `null`.
 */
export function asTryLater(error: unknown): TryLaterError | null {
	for (const cause of causes(error)) if (cause instanceof TryLaterError) return cause;
	const kind = faultOf(error)?.kind;
	if (!kind || !outages.has(kind)) return null;
	const messages = [...causes(error)].map(({ message }) => message);
	return new TryLaterError(503, 5, `The database is out of reach (${kind}): ${messages.at(-1)}`);
}

/** Whether SQLite refused because another connection holds the lock. */
export const isBusy = (error: unknown): boolean => faultOf(error)?.kind === 'busy';

/**
 * Whether something failed because the session that it was for has ended meanwhile: it was looked for
 * in vain, or a row that belongs to it could not be written.
 */
export const isSessionEnded = (error: unknown): boolean =>
	error instanceof SessionEndedError || faultOf(error)?.kind === 'foreign-key';

/** Whether a unique index or primary key refused the row. */
export const isUniqueViolation = (error: unknown): boolean => faultOf(error)?.kind === 'unique';
