import type { Handle } from '@sveltejs/kit';

/**
 * Answers a posted form with a status and a page unless JSON is asked for by name, as `use:enhance`
 * does. To Kit any type will do means JSON: a client that sends no Accept header, or the `*` of many,
 * would get 200 whatever happened.
 */
export const handleAccept: Handle = ({ event, resolve }) => {
	const { method, headers } = event.request;
	const asksForJson = /\bapplication\/json\b/i.test(headers.get('accept') ?? '');
	if (method === 'POST' && !asksForJson) headers.set('accept', 'text/html');
	return resolve(event);
};
