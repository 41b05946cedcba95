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
