import type { RequestEvent } from '@sveltejs/kit';
import { writeBrowserChoices } from './browser-choices';
import { cookieNames, readCookie } from './cookies';

const asked = 'cookieAsked';

/**
 * For the `load` of a page whose forms come to nothing in a browser that keeps no cookies: makes sure
 * that it has one, and lets the forms say so. `theme` serves, as `system` is what no cookie means too.
 */
export function checkCookies({ request, cookies }: RequestEvent): { cookieCheck: true } {
	if (request.method === 'GET' && !readCookie(cookies, 'theme')) giveCookie(cookies);
	return { cookieCheck: true };
}

/**
 * Whether the browser that a form came from keeps cookies. Where none came it is given one. After a
 * refusal it may keep them since: it is sent round with the form, to see whether it brings the new one.
 * @param check what the form says in its field for this.
 */
export function keepsCookies(event: RequestEvent, check: FormDataEntryValue): boolean {
	if (cookieNames(event.cookies, '').length > 0) return true;
	giveCookie(event.cookies);
	const { pathname, search, searchParams } = event.url;
	if (check === 'again' && !searchParams.has(asked)) {
		event.locals.postAgainTo = `${pathname}${search ? `${search}&` : '?'}${asked}`;
	}
	return false;
}

const giveCookie = (cookies: RequestEvent['cookies']) =>
	writeBrowserChoices(cookies, { theme: 'system' });
