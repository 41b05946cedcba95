import type { Cookies } from '@sveltejs/kit';
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
