import { causes, faultOf } from './fault.ts';
import { pause } from './server-client.ts';
import { TryLaterError } from '../request-errors.ts';
import { beginWait, withinRequest } from './write-wait.ts';

/** Milliseconds of waiting in all, after which none is begun again. */
const REPEAT_MS = 3_500;

/** Faults after which nothing of a transaction is there, as long as its COMMIT was not sent. */
const passing = new Set(['busy', 'lost', 'timeout']);

/**
 * Does a transaction on a server again, as a whole, where the server or the way to it failed and its
 * COMMIT was not sent, while the request's time lasts. Its work has no effect but in the database.
 * @throws what the last attempt threw.
 */
export async function repeatTransaction<T>(attempt: () => Promise<T>): Promise<T> {
	return withinRequest(async () => {
		for (let attempts = 0; ; attempts += 1) {
			try {
				return await attempt();
			} catch (error) {
				if (!mayPass(error) || !(await waitAMoment(attempts))) throw error;
			}
		}
	});
}

/** Not one that has been judged before: a time that is over, a COMMIT without an answer, a limit. */
const mayPass = (error: unknown) =>
	![...causes(error)].some((cause) => cause instanceof TryLaterError) &&
	passing.has(faultOf(error)?.kind ?? '');

/** Whether there is time left for another attempt. */
async function waitAMoment(attempts: number): Promise<boolean> {
	const { deadline, end } = beginWait(REPEAT_MS);
	await pause(attempts);
	end();
	return performance.now() < deadline;
}
