import { isDeepStrictEqual } from 'node:util';
import type { Connection } from './connection.ts';
import { endsTransaction, failureOf, WriterError } from './failures.ts';
import type { Member } from './group-commit.ts';
import type { Answer, Failure, Request, Result, Sent, Statement, Step } from './messages.ts';

/** A transaction that says nothing for so long is taken back: others wait for it. */
const SILENCE_MS = 5_000;

type Reply = (answer: Answer) => void;
type Outcome = { results: Result[] } | { failure: Failure };

/** Statements that are there from the beginning. */
export function createWrite(
	{ id, type, within, statements }: Sent<Extract<Request, { type: 'write' | 'outside' }>>,
	reply: Reply
): Member {
	let results: Result[] = [];
	return {
		until: performance.now() + within,
		...(type === 'outside' && { outside: true }),
		play(connection) {
			results = [];
			for (const statement of statements) results.push(connection.perform(statement));
		},
		answer(error) {
			reply(error === null ? { id, results } : { id, failure: failureOf(error, results.length) });
		}
	};
}

/** The end of a transaction that was asked for by a rollback. */
class RolledBack extends Error {}

/** A transaction whose statements come one by one, each decided by the answers to those before it. */
export interface Dialogue extends Member {
	receive(step: Sent<Step>): void;
}

/**
 * @param ended called once no further step can have an effect.
 */
export function createDialogue(
	{ id, within }: Sent<Extract<Request, { type: 'begin' }>>,
	reply: Reply,
	ended: () => void
): Dialogue {
	/** What has been asked and not been answered: at most one, and perhaps what shall end it all. */
	const inbox: Sent<Step>[] = [];
	const past: { statements: Statement[]; outcome: Outcome }[] = [];
	let hasBegun = false;
	/** Of the statement of the commit that is at work. */
	let last = 0;
	let wake = () => {};

	async function nextStep(): Promise<Sent<Step>> {
		if (inbox.length === 0) {
			await new Promise<void>((resolve, reject) => {
				const timer = setTimeout(() => reject(new WriterError('silent')), SILENCE_MS);
				wake = () => {
					clearTimeout(timer);
					resolve();
				};
			});
		}
		return inbox[0]!;
	}

	return {
		until: performance.now() + within,
		receive(step) {
			inbox.push(step);
			wake();
		},
		async play(connection) {
			for (const { statements, outcome } of past) {
				// The commit that it shared was lost. What has been decided by an answer stays decided.
				const again = perform(statements, connection);
				if (!isSame(again, outcome)) throw new WriterError('busy');
			}
			if (!hasBegun) reply({ id, results: [] });
			hasBegun = true;
			for (;;) {
				const step = await nextStep();
				if (step.type === 'commit') {
					for (last = 0; last < step.statements.length; last += 1) {
						connection.perform(step.statements[last]!);
					}
					return;
				}
				if (step.type === 'rollback') throw new RolledBack();
				const outcome = perform(step.statements, connection);
				past.push({ statements: step.statements, outcome });
				inbox.shift();
				reply({ id: step.id, ...outcome });
			}
		},
		answer(error) {
			ended();
			if (!hasBegun) reply({ id, failure: failureOf(error, 0) });
			for (const step of inbox) {
				const isFine = error === null || error instanceof RolledBack;
				reply({ id: step.id, ...(isFine ? { results: [] } : { failure: failureOf(error, last) }) });
			}
		}
	};
}

/** The number of a row may differ: whoever needs it asks for it by RETURNING. */
function isSame(outcome: Outcome, earlier: Outcome): boolean {
	if ('failure' in outcome || 'failure' in earlier) return isDeepStrictEqual(outcome, earlier);
	const told = ({ columns, rows, rowsAffected }: Result) => [columns, rows, rowsAffected];
	return isDeepStrictEqual(outcome.results.map(told), earlier.results.map(told));
}

/** Runs statements within an open transaction. @throws what has ended it, or must end it. */
function perform(statements: Statement[], connection: Connection): Outcome {
	const results: Result[] = [];
	try {
		for (const statement of statements) results.push(connection.perform(statement));
		return { results };
	} catch (error) {
		if (!connection.inTransaction || endsTransaction(error)) throw error;
		return { failure: failureOf(error, results.length) };
	}
}
