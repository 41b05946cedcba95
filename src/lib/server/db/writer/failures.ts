import type { Failure } from './messages.ts';

type SqliteError = Error & { code: string; rawCode?: number };

const isSqliteError = (error: unknown): error is SqliteError =>
	error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_');

/** Whether another connection holds the lock. */
export const isBusy = (error: unknown): boolean =>
	isSqliteError(error) && /^SQLITE_(?:BUSY|LOCKED)/.test(error.code);

/** Whether more is at stake than the statement: the lock, the disk, the memory. */
export const endsTransaction = (error: unknown): boolean =>
	isSqliteError(error) && /^SQLITE_(?:BUSY|LOCKED|FULL|IOERR|NOMEM)/.test(error.code);

/** A failure that is ours, not SQLite's. */
export class WriterError extends Error {
	readonly kind: 'busy' | 'closed' | 'silent';

	constructor(kind: WriterError['kind']) {
		super(kind);
		this.kind = kind;
	}
}

/** @param index of the statement that failed, among those of the request. */
export function failureOf(error: unknown, index: number): Failure {
	if (error instanceof WriterError) return { kind: error.kind };
	if (!isSqliteError(error)) return { kind: 'other', error };
	const { message, code, rawCode } = error;
	return { kind: 'sqlite', message, code, rawCode, index };
}
