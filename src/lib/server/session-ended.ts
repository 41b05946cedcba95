import { isForeignKeyViolation } from './db/errors';

/**
 * Thrown where something would be written for a person whose session has ended since their request
 * came: a form can take minutes to arrive, and the owner may have signed everybody out meanwhile.
 * `formAction` sends them to sign in; an endpoint asks {@link unlessSessionEnded}.
 */
export class SessionEndedError extends Error {
	override name = 'SessionEndedError';

	constructor() {
		super('The session has ended meanwhile.');
	}
}

/** Whether that is why something failed. A row that belongs to a session cannot be written without it. */
export const isSessionEnded = (error: unknown): boolean =>
	error instanceof SessionEndedError || isForeignKeyViolation(error);

/** For an endpoint that serves everybody: does the part that is for signed-in people, if it still can. */
export async function unlessSessionEnded(work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (!isSessionEnded(error)) throw error;
	}
}
