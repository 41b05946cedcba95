import type { Cookies, RequestEvent } from '@sveltejs/kit';
import type { Locale } from '@/paraglide/runtime';
import { env } from './env.ts';

/** Under https the name is bound to the host: `__Host-` cookies cannot be set by a sibling domain. */
const cookieName = (name: string) => (env().isSecure ? `__Host-${name}` : name);

/** The names of the cookies that begin with `prefix`, as {@link readCookie} takes them. */
export function cookieNames(cookies: Cookies, prefix: string): string[] {
	const given = cookieName(prefix);
	return cookies
		.getAll()
		.filter(({ name }) => name.startsWith(given))
		.map(({ name }) => prefix + name.slice(given.length));
}

export function readCookie(cookies: Cookies, name: string): string | undefined {
	return cookies.get(cookieName(name));
}

/** @param maxAge in seconds; absent: until the browser closes. */
export function writeCookie(cookies: Cookies, name: string, value: string, maxAge?: number): void {
	cookies.set(cookieName(name), value, {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: env().isSecure,
		maxAge
	});
}

export function deleteCookie(cookies: Cookies, name: string): void {
	cookies.delete(cookieName(name), {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: env().isSecure
	});
}

const maxAge = 400 * 24 * 60 * 60;

/** Keeps theme and language in this browser, for the pages that know nobody. */
export function writeBrowserChoices(
	cookies: Cookies,
	{ theme, locale }: { theme?: Theme | null | undefined; locale?: Locale | null | undefined }
): void {
	if (theme) writeCookie(cookies, 'theme', theme, maxAge);
	if (locale) writeCookie(cookies, 'locale', locale, maxAge);
}

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

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** The theme chosen for the account, else in this browser; `system` follows the device. */
export function readTheme({ locals, cookies }: Pick<RequestEvent, 'locals' | 'cookies'>): Theme {
	const chosen = locals.user?.theme ?? readCookie(cookies, 'theme');
	return themes.find((theme) => theme === chosen) ?? 'system';
}
