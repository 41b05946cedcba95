import {
	LibsqlBatchError,
	LibsqlError,
	type InArgs,
	type InStatement,
	type ResultSet
} from '@libsql/client';
import { TryLaterError } from '../request-errors.ts';
import { DatabaseBusyError } from './errors.ts';
import { resultSetOf } from './result-set.ts';
import type { Answer, Failure, SqlValue, Statement } from './writer/messages.ts';

/** A statement as it goes to the writer, its arguments as the driver takes them. */
export function plainStatement(statement: InStatement | [sql: string, args?: InArgs]): Statement {
	if (typeof statement === 'string') return { sql: statement, args: [] };
	const { sql, args = [] } = Array.isArray(statement)
		? { sql: statement[0], args: statement[1] }
		: statement;
	if (Array.isArray(args)) return { sql, args: args.map(plainValue) };
	const named = Object.entries(args).map(
		([name, value]) => [name.replace(/^[@$:]/, ''), plainValue(value)] as const
	);
	return { sql, args: Object.fromEntries(named) };
}

function plainValue(value: unknown): SqlValue {
	if (value instanceof Date) return value.valueOf();
	if (value instanceof ArrayBuffer) return new Uint8Array(value);
	if (value instanceof Uint8Array || value === null) return value;
	switch (typeof value) {
		case 'boolean':
			return value ? 1 : 0;
		case 'number':
			if (Number.isFinite(value)) return value;
			throw new RangeError('Only finite numbers can be passed as arguments.');
		case 'bigint':
			if (BigInt.asIntN(64, value) === value) return value;
			throw new RangeError('The integer is too large for an argument.');
		case 'string':
			return value;
		default:
			throw new TypeError(`${typeof value} cannot be passed as an argument.`);
	}
}

/**
 * What the driver returns for what the writer has answered.
 * @throws what the driver would have thrown, had it met the failure itself.
 */
export function resultSets(answer: Answer, isBatch: boolean): ResultSet[] {
	if ('failure' in answer) throw driverError(answer.failure, isBatch);
	return answer.results.map(resultSetOf);
}

function driverError(failure: Failure, isBatch: boolean): unknown {
	switch (failure.kind) {
		case 'busy':
			return new DatabaseBusyError();
		case 'closed':
			return new LibsqlError('The transaction is closed', 'TRANSACTION_CLOSED');
		case 'silent':
			return new LibsqlError('The transaction was silent for too long', 'TRANSACTION_TIMEOUT');
		case 'thread':
			return new TryLaterError(503, 5, `The thread that writes: ${failure.error.message}`);
		case 'other':
			return failure.error;
		case 'sqlite': {
			const { message, code, rawCode, index } = failure;
			const [primary = code] = /^SQLITE_[A-Z]+/.exec(code) ?? [];
			return isBatch
				? new LibsqlBatchError(message, index, primary, code, rawCode)
				: new LibsqlError(message, primary, code, rawCode);
		}
	}
}
