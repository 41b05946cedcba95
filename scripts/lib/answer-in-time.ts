import type { Client } from '@libsql/client';

/** What is asked of a database that is copied. */
type Asked = Pick<Client, 'execute'>;

/** Milliseconds: counting the rows of a large database is one answer. */
const ANSWER_MS = 5 * 60_000;

/**
 * A database, or a transaction, whose answers are waited for five minutes each: over a websocket the
 * driver by itself waits for ever.
 * @param name what it is called where it does not answer.
 * @param milliseconds for each answer.
 */
export function answerInTime<Database extends Asked>(
	database: Database,
	name: string,
	milliseconds = ANSWER_MS
): Database {
	return handleAnswers(database, (answer) => within(milliseconds, name, answer));
}

/** A database, or a transaction, each answer of which goes through `handle`. */
export function handleAnswers<Database extends Asked>(
	database: Database,
	handle: <T>(answer: Promise<T>) => Promise<T>
): Database {
	return new Proxy(database, {
		get(target, property) {
			const value: unknown = Reflect.get(target, property, target);
			if (typeof value !== 'function') return value;
			if (property !== 'execute' && property !== 'batch') return value.bind(target) as unknown;
			return (...given: unknown[]) => handle(Promise.resolve(Reflect.apply(value, target, given)));
		}
	});
}

async function within<T>(milliseconds: number, name: string, answer: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			reject(new Error(`${name} has not answered for ${milliseconds / 1000} seconds.`));
		}, milliseconds);
	});
	return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
