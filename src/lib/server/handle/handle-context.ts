import { isHttpError, isRedirect, type Handle, type RequestEvent } from '@sveltejs/kit';
import { withinRequest } from '../db/write-wait';
import { withLogContext } from '../log-security-event';
import { observed, secondsSince, tell } from '../measures';

/** Lets the log, the queue of writes and observers know for which request they work. Comes first. */
export const handleContext: Handle = ({ event, resolve }) =>
	withLogContext(event, () => withinRequest(() => measureRequest(event, () => resolve(event))));

/**
 * Answers a request and tells observers how long that took, until the answer begins to go out. A page
 * that an endpoint fetches from itself is part of that endpoint's request.
 */
function measureRequest(
	event: RequestEvent,
	answer: () => Promise<Response> | Response
): Promise<Response> | Response {
	if (event.isSubRequest) return answer();
	return observed(async () => {
		const began = performance.now();
		let status = 500;
		try {
			const response = await answer();
			status = response.status;
			return response;
		} catch (error) {
			if (isHttpError(error) || isRedirect(error)) status = error.status;
			throw error;
		} finally {
			const { route, request, locals } = event;
			const seconds = secondsSince(began);
			const { method } = request;
			tell({ what: 'request', id: locals.requestId, route: route.id, method, status, seconds });
		}
	});
}
