import type { DatabaseTarget } from '../database-url.ts';
import { DatabaseBusyError, DatabaseLateError } from './errors.ts';
import { causes, faultOf } from './fault.ts';

/** What is known besides the error. */
type Known = { hasToken: boolean; canRead?: boolean; stillReads?: boolean };

/**
 * Why the database cannot be worked with, in a sentence for its operator.
 * @param hasToken whether DATABASE_AUTH_TOKEN is set.
 * @param canRead whether something has been read before: then what is refused is the writing.
 * @param stillReads whether something was read after it, too: whoever cut the line is there.
 */
export function explainFault(
	error: unknown,
	target: DatabaseTarget,
	{ hasToken, canRead = false, stillReads = false }: Known
): string {
	const database = `The database of DATABASE_URL (${target.kind === 'file' ? target.path : target.host})`;
	const chain = [...causes(error)];
	const reason = chain.at(-1)?.message || String(error);
	if (chain.some((cause) => cause instanceof DatabaseLateError)) {
		return `${database} does not answer in time: it, or something on the way to it, hangs.`;
	}
	if (chain.some((cause) => cause instanceof DatabaseBusyError)) {
		return `${database} is locked by another process.`;
	}
	switch (faultOf(error)?.kind) {
		case 'auth':
			if (canRead) return `${database} is not ours to write: DATABASE_AUTH_TOKEN may read only.`;
			return hasToken
				? `${database} refuses DATABASE_AUTH_TOKEN: ${reason}`
				: `${database} asks for a token: set DATABASE_AUTH_TOKEN.`;
		case 'read-only':
			return `${database} takes no writes: ${reason}`;
		case 'full':
			return `${database} has no space left: ${reason}`;
		case 'busy':
			return `${database} is locked by another process.`;
		case 'lost':
			if ((canRead && !stillReads ? /code 1011/ : /code 10(?:06|11)/).test(reason)) {
				return `${database} ends the connection ${whyCut({ hasToken, canRead })}.`;
			}
			return `${database} is not reachable: ${reason}`;
		default:
			return `${database} cannot be used: ${reason}`;
	}
}

/** A websocket that is cut is all that some servers say there of a token that will not do. */
function whyCut({ hasToken, canRead }: { hasToken: boolean; canRead: boolean }): string {
	if (canRead) return 'at a write, as for a DATABASE_AUTH_TOKEN that may read only';
	return hasToken
		? 'without a word, as for a DATABASE_AUTH_TOKEN that it refuses'
		: 'without a word, as for want of a token: set DATABASE_AUTH_TOKEN';
}
