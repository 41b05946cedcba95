import type { Cookies } from '@sveltejs/kit';
import { deleteCookie, readCookie, writeCookie } from '@/server/cookies';
import { totalLimit } from './session-expiry';

/** What {@link createToken} makes: anything else is not worth a query. */
const tokenShape = /^[\w-]{43}$/;

/** The token of the session cookie, or `null` where there is none or it cannot be one. */
export function readSessionCookie(cookies: Cookies): string | null {
	const token = readCookie(cookies, 'session');
	return token && tokenShape.test(token) ? token : null;
}

/** Written by signing in and each change of strength alone. */
export function writeSessionCookie(cookies: Cookies, token: string): void {
	writeCookie(cookies, 'session', token, totalLimit / 1000);
}

/** Cleared by signing out alone: a late answer must not delete a rotated cookie. */
export function deleteSessionCookie(cookies: Cookies): void {
	deleteCookie(cookies, 'session');
}
