import { error, type Handle } from '@sveltejs/kit';
import { log } from '@/server/log';
import { readSessionCookie } from './session-cookie';
import { validateSession } from './validate-session';

/** Fills `locals` with user and session, once a request; without a cookie no query is made. */
export const handleSession: Handle = async ({ event, resolve }) => {
	const token = readSessionCookie(event.cookies);
	const signedIn = token ? await validate(token, event.locals.requestId) : null;
	Object.assign(event.locals, signedIn ?? { user: null, session: null });
	return resolve(event);
};

/** A person whose session cannot be read is not signed out: they are asked to try again. */
async function validate(token: string, requestId: string) {
	try {
		return await validateSession(token);
	} catch (cause) {
		log.error({ err: cause, requestId }, 'session could not be read');
		error(503);
	}
}
