import type { Handle, RequestEvent } from '@sveltejs/kit';
import { policyOf, type RoutePolicies } from './route-policy';

/** A page that is never there. Asked for by the server alone, it is drawn as if at another address. */
const ROUTE = '/(public)/not-found';
const PATH = '/not-found';

/**
 * What a path without a route answers, whatever the method and whatever is asked for: no visitor can
 * tell a page that is not for them from one that does not exist.
 */
export async function answerNotFound(event: RequestEvent): Promise<Response> {
	const { pathname, search } = event.url;
	const query = new URLSearchParams({ at: pathname + search });
	if (event.isDataRequest) query.set('data', '');
	const page = await event.fetch(`${PATH}?${query}`, { headers: { accept: 'text/html' } });
	event.route = { id: null };
	return new Response(page.body, { status: 404, headers: page.headers });
}

/**
 * Answers so for a route that this site is without. Lets that page be drawn as a path without a route is:
 * for everybody, at the address that was asked for.
 */
export const handleNotFound =
	(policies: RoutePolicies): Handle =>
	({ event, resolve }) => {
		if (policyOf(policies, event).isThere?.() === false) return answerNotFound(event);
		if (!event.isSubRequest || event.route.id !== ROUTE) return resolve(event);
		const { searchParams } = event.url;
		event.url = new URL(searchParams.get('at') ?? '/', event.url);
		event.isDataRequest = searchParams.has('data');
		event.route = { id: null };
		return resolve(event);
	};
