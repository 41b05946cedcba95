/**
 * Thrown where a request cannot be served now but can be later: a limit is reached (429) or a part
 * is overloaded (503). `formAction` turns it into an answer with `Retry-After`.
 */
export class TryLaterError extends Error {
	override name = 'TryLaterError';
	readonly status: 429 | 503;
	/** Seconds. */
	readonly retryAfter: number;

	constructor(status: 429 | 503, retryAfter: number, message: string) {
		super(message);
		this.status = status;
		this.retryAfter = retryAfter;
	}
}

/** Thrown by whoever reads a body that comes more slowly than `receiveInTime` allows. */
export class TooSlowError extends Error {
	override name = 'TooSlowError';
}

/**
 * Thrown where something would be written for a person whose session has ended since their request
 * came: a form can take minutes to arrive, and the owner may have signed everybody out meanwhile.
 * `formAction` sends them to sign in and back; an endpoint asks `unlessSessionEnded`.
 */
export class SessionEndedError extends Error {
	override name = 'SessionEndedError';

	constructor() {
		super('The session has ended meanwhile.');
	}
}
