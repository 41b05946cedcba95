import { createClient, type Client } from '@libsql/client';
import { explainFault, nameDatabase } from '../../src/lib/server/db/explain-fault.ts';
import { answerInTime, handleAnswers } from './answer-in-time.ts';
import type { Side } from './copy-sides.ts';

/**
 * Opens a side that has done before all that it is asked for. Each answer is waited for a time, and what
 * goes wrong is said in words for an operator, with the side's name.
 */
export function openSide(side: Side): Client {
	const { target, token, named } = side;
	const client = createClient({ url: target.url, authToken: token, intMode: 'bigint' });
	const explained = handleAnswers(client, (answer) =>
		answer.catch((error: unknown) => {
			throw new SideError(side, error, { hasServed: true });
		})
	);
	return answerInTime(explained, nameDatabase(target, named));
}

type Known = Omit<Parameters<typeof explainFault>[2], 'hasToken' | 'named'>;

/** What went wrong with one of the two databases, in words for an operator. */
export class SideError extends Error {
	override name = 'SideError';
	/** The driver's, where it has one. */
	readonly code: unknown;

	constructor({ target, token, named }: Side, error: unknown, known: Known = {}) {
		super(explainFault(error, target, { hasToken: Boolean(token), named, ...known }));
		this.code = error instanceof Error && 'code' in error ? error.code : undefined;
	}
}
