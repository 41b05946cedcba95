import type { RequestEvent } from '@sveltejs/kit';
import { asTryLater } from '../db/errors';
import { log } from '../log';

const passedOn = ['content-type', 'content-security-policy', 'link'];

/**
 * What an endpoint that a person opens answers where it can serve them only later: a page, as Kit
 * has none for an endpoint, under 429 or 503 with `Retry-After`.
 * @param path of the page; beside the endpoint, as the page's assets are addressed from there. Only
 * the server asks for it: it gets `status` and, in seconds, `retryAfter`.
 * @throws the error, where trying again would not help.
 */
export async function answerLater(
	event: RequestEvent,
	error: unknown,
	path: string
): Promise<Response> {
	const later = asTryLater(error);
	if (!later) throw error;
	const { status, retryAfter } = later;
	if (status === 503) log.warn({ err: error, id: event.locals.requestId }, 'request put off');
	const query = new URLSearchParams({ status: String(status), retryAfter: String(retryAfter) });
	const page = await event.fetch(`${path}?${query}`, { headers: { accept: 'text/html' } });
	const headers = new Headers({ 'retry-after': String(retryAfter) });
	for (const name of passedOn) {
		const value = page.headers.get(name);
		if (value) headers.set(name, value);
	}
	return new Response(page.body, { status, headers });
}
