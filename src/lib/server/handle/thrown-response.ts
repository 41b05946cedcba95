import { isHttpError, isRedirect, json, type RequestEvent } from '@sveltejs/kit';
import errorPage from '../../../error.html?raw';

/** Seconds. */
const retryAfter = '5';

/**
 * The answer to an error or a redirect that one of our handles has thrown, as Kit would give it. Kit
 * makes its own behind the outermost handle, where no header can be added to it any more.
 * @throws what was thrown, where it is neither.
 */
export function thrownResponse(thrown: unknown, event: RequestEvent): Response {
	const isAction = event.request.headers.get('x-sveltekit-action') === 'true';
	if (isRedirect(thrown)) {
		const { status, location } = thrown;
		if (event.isDataRequest || isAction) return json({ type: 'redirect', status, location });
		return new Response(null, { status, headers: { location } });
	}
	if (!isHttpError(thrown)) throw thrown;

	const { status, body } = thrown;
	const headers: HeadersInit = status === 503 ? { 'retry-after': retryAfter } : {};
	if (isAction) return json({ type: 'error', status, error: body }, { status, headers });
	if (event.isDataRequest) return json(body, { status, headers });
	const page = errorPage
		.replaceAll('%sveltekit.status%', String(status))
		.replaceAll('%sveltekit.error.message%', body.message);
	const type = { 'content-type': 'text/html; charset=utf-8' };
	return new Response(page, { status, headers: { ...headers, ...type } });
}
