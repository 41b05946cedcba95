import type { DatabaseTarget } from '../database-url.ts';
import { DatabaseBusyError, DatabaseLateError } from './errors.ts';
import { causes, faultOf } from './fault.ts';

/** What is known besides the error. */
type Known = {
	hasToken: boolean;
	canRead?: boolean;
	stillReads?: boolean;
	hasServed?: boolean;
	named?: DatabaseNames;
};

/** What an operator calls a database and the token for it. */
export interface DatabaseNames {
	database: string;
	token: string;
}

const ofApplication: DatabaseNames = {
	database: 'The database of DATABASE_URL',
	token: 'DATABASE_AUTH_TOKEN'
};

/**
 * Why the database cannot be worked with, in a sentence for its operator.
 * @param hasToken whether a token is given.
 * @param canRead whether something has been read before: then what is refused is the writing.
 * @param stillReads whether something was read after it, too: whoever cut the line is there.
 * @param hasServed whether it has done before all that it is asked for: the token is not what it lacks.
 * @param named what the operator calls it; by default by the application's variables.
 */
export function explainFault(
	error: unknown,
	target: DatabaseTarget,
	{ hasToken, canRead = false, stillReads = false, hasServed = false, named = ofApplication }: Known
): string {
	const database = nameDatabase(target, named);
	const { token } = named;
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
			if (canRead) return `${database} is not ours to write: ${token} may read only.`;
			return hasToken
				? `${database} refuses ${token}: ${reason}`
				: `${database} asks for a token: set ${token}.`;
		case 'read-only':
			return `${database} takes no writes: ${reason}`;
		case 'full':
			return `${database} has no space left: ${reason}`;
		case 'busy':
			return `${database} is locked by another process.`;
		case 'lost':
			if (!hasServed && (canRead && !stillReads ? /code 1011/ : /code 10(?:06|11)/).test(reason)) {
				return `${database} ends the connection ${whyCut({ hasToken, canRead, token })}.`;
			}
			return `${database} is not reachable: ${reason}`;
		default:
			return `${database} cannot be used: ${reason}`;
	}
}

/** A database with its path or host, as sentences about it begin. */
export function nameDatabase(target: DatabaseTarget, { database } = ofApplication): string {
	return `${database} (${target.kind === 'file' ? target.path : target.host})`;
}

type Cut = { hasToken: boolean; canRead: boolean; token: string };

/** A websocket that is cut is all that some servers say there of a token that will not do. */
function whyCut({ hasToken, canRead, token }: Cut): string {
	if (canRead) return `at a write, as for a ${token} that may read only`;
	return hasToken
		? `without a word, as for a ${token} that it refuses`
		: `without a word, as for want of a token: set ${token}`;
}
