import { isHttpError, isRedirect, json, type RequestEvent } from '@sveltejs/kit';
import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';
import errorPage from '../../../error.html?raw';
import { chooseLocale } from './handle-locale';

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
	const page = (body.origin ? elsewherePage(body.origin, chooseLocale(event)) : errorPage)
		.replaceAll('%sveltekit.status%', String(status))
		.replaceAll('%sveltekit.error.message%', body.message);
	const type = { 'content-type': 'text/html; charset=utf-8' };
	return new Response(page, { status, headers: { ...headers, ...type } });
}

/** Says in the reader's language that a form came from another origin, and where to go instead. */
function elsewherePage(origin: string, locale: Locale): string {
	const options = { locale };
	const main = `<main>
			<h1>${m.error_elsewhere_title({}, options)}</h1>
			<p>${m.error_elsewhere_text({ origin }, options)}</p>
			<p><a href="${origin}/">${m.error_elsewhere_open({ origin }, options)}</a></p>
			<small>%sveltekit.status%</small>
		</main>`;
	return errorPage
		.replace('<html lang="en">', `<html lang="${locale}">`)
		.replace(/<main>.*<\/main>/s, () => main);
}
