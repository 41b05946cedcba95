import type { HandleServerError } from '@sveltejs/kit';
import { asTryLater } from '../db/errors';
import { log } from '../log';
import { tryAgainIn } from '../try-again';
import { chooseLocale } from './handle-locale';

/** What the page of an error is told: an id, and when to try again. The log has it with the error. */
export const reportError: HandleServerError = ({ error, event, status, message }) => {
	const id = event.locals.requestId;
	const later = asTryLater(error);
	if (isBrokenOff(error)) log.debug({ id, route: event.route.id }, 'request broken off');
	else if (status >= 500) log.error({ err: error, id, route: event.route.id }, 'request failed');
	if (!later) return { message, id };
	event.locals.tryLater = later;
	const tryAgain = tryAgainIn(later.retryAfter, chooseLocale(event));
	return { message, id, status: later.status, tryAgain };
};

/** The visitor's connection ended before their request did, as Node says it: nobody waits any more. */
const isBrokenOff = (error: unknown) =>
	error instanceof Error &&
	error.message === 'aborted' &&
	'code' in error &&
	error.code === 'ECONNRESET';
