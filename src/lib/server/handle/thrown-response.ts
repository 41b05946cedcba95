import { isHttpError, isRedirect, json, type RequestEvent } from '@sveltejs/kit';
import errorPage from '../../../error.html?raw';
import { asTryLater } from '../db/errors';
import { log } from '../log';
import { tryAgainIn } from '../try-again';
import { chooseLocale } from './handle-locale';
import { localErrorPage } from './local-error-page';

/**
 * The answer to an error or a redirect that one of our handles has thrown, as Kit would give it. Kit
 * makes its own behind the outermost handle, where no header can be added to it any more.
 * @throws what was thrown, where it is neither, nor a fault that passes.
 */
export function thrownResponse(thrown: unknown, event: RequestEvent): Response {
	const isAction = event.request.headers.get('x-sveltekit-action') === 'true';
	if (isRedirect(thrown)) {
		const { status, location } = thrown;
		if (event.isDataRequest || isAction) return json({ type: 'redirect', status, location });
		return new Response(null, { status, headers: { location } });
	}
	const { status, body, headers } = describe(thrown, event);
	if (isAction) return json({ type: 'error', status, error: body }, { status, headers });
	if (event.isDataRequest) return json(body, { status, headers });
	const page = (localErrorPage(status, body, chooseLocale(event)) ?? errorPage)
		.replaceAll('%sveltekit.status%', String(status))
		.replaceAll('%sveltekit.error.message%', body.message);
	const type = { 'content-type': 'text/html; charset=utf-8' };
	return new Response(page, { status, headers: { ...headers, ...type } });
}

type Description = { status: number; body: App.Error; headers: Record<string, string> };

function describe(thrown: unknown, event: RequestEvent): Description {
	if (isHttpError(thrown)) return { status: thrown.status, body: thrown.body, headers: {} };
	const later = asTryLater(thrown);
	if (!later) throw thrown;
	const { status, retryAfter } = later;
	const id = event.locals.requestId;
	log.warn({ err: thrown, id }, 'request put off');
	const tryAgain = tryAgainIn(retryAfter, chooseLocale(event));
	const body = { message: 'Try later', id, status, tryAgain };
	return { status, body, headers: { 'retry-after': String(retryAfter) } };
}
