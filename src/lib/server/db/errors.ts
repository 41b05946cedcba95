import { SessionEndedError } from '../session-ended.ts';
import { TryLaterError } from '../try-later.ts';

/** The database stayed locked by another process past the time a request may wait. */
export class DatabaseBusyError extends TryLaterError {
	override name = 'DatabaseBusyError';

	constructor() {
		super(503, 5, 'The database is locked by another process.');
	}
}

type DriverError = Error & { code?: unknown; extendedCode?: unknown };

/** Every error in the chain of causes, outermost first: Drizzle wraps what the driver threw. */
function* causes(error: unknown): Generator<DriverError> {
	for (let current = error; current instanceof Error; current = current.cause) {
		yield current as DriverError;
	}
}

/** Codes that say the database is out of reach or cannot take anything, not that a query is wrong. */
const outages = [
	'HRANA_WEBSOCKET_ERROR',
	'SERVER_ERROR',
	'SQLITE_CANTOPEN',
	'SQLITE_FULL',
	'SQLITE_IOERR',
	'SQLITE_READONLY'
];

/**
 * What an error means for the person waiting: `TryLaterError` where it is one, wraps one, or tells of
 * a database out of reach; else `null`.
 */
export function asTryLater(error: unknown): TryLaterError | null {
	for (const cause of causes(error)) {
		if (cause instanceof TryLaterError) return cause;
		if (outages.includes(String(cause.code)) || cause.message === 'fetch failed') {
			return new TryLaterError(503, 5, `The database is out of reach: ${cause.message}`);
		}
	}
	return null;
}

/** Whether SQLite refused because another connection holds the lock. */
export function isBusy(error: unknown): boolean {
	for (const cause of causes(error)) {
		if (cause.code === 'SQLITE_BUSY' || cause.code === 'SQLITE_LOCKED') return true;
	}
	return false;
}

/**
 * Whether something failed because the session that it was for has ended meanwhile: it was looked for
 * in vain, or a row that belongs to it could not be written.
 */
export const isSessionEnded = (error: unknown): boolean =>
	error instanceof SessionEndedError || isForeignKeyViolation(error);

/** Whether a row was refused because the row that it refers to does not exist (any more). */
function isForeignKeyViolation(error: unknown): boolean {
	for (const cause of causes(error)) {
		if (String(cause.extendedCode ?? cause.code) === 'SQLITE_CONSTRAINT_FOREIGNKEY') return true;
	}
	return false;
}

/** Whether a unique index or primary key refused the row. */
export function isUniqueViolation(error: unknown): boolean {
	const unique = ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'];
	for (const cause of causes(error)) {
		if (unique.includes(String(cause.extendedCode ?? cause.code))) return true;
	}
	return false;
}
