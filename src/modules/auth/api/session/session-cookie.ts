import type { Cookies } from '@sveltejs/kit';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { deleteCookie, readCookie, writeCookie } from '@/server/cookies';
import { hashToken } from '@/server/secrets';

/** What {@link createToken} makes: anything else is not worth a query. */
const tokenShape = /^[\w-]{43}$/;

/** The token of the session cookie, or `null` where there is none or it cannot be one. */
export function readSessionCookie(cookies: Cookies): string | null {
	const token = readCookie(cookies, 'session');
	return token && tokenShape.test(token) ? token : null;
}

/** Written by signing in and each change of strength alone. */
export function writeSessionCookie(cookies: Cookies, token: string): void {
	writeCookie(cookies, 'session', token, lifetimes.sessionTotal / 1000);
}

/**
 * Cleared only where its owner ends the session in this browser: by signing out, in the list of
 * sessions, by closing the account. A late answer must not delete a rotated cookie.
 */
export function deleteSessionCookie(cookies: Cookies): void {
	deleteCookie(cookies, 'session');
}

/** The token of the sign-in that waits in this browser, or `null`. */
export function readPendingToken(cookies: Cookies): string | null {
	const token = readCookie(cookies, 'pending');
	return token && tokenShape.test(token) ? token : null;
}

/** The id of the sign-in that waits in this browser, or `null`. */
export function readPendingCookie(cookies: Cookies): string | null {
	const token = readPendingToken(cookies);
	return token && hashToken(token);
}

/** It outlives the sign-in, so that a page can say that its time is up. */
export function writePendingCookie(cookies: Cookies, token: string): void {
	const lifetime = lifetimes.pendingSignIn + lifetimes.expiredSignIn;
	writeCookie(cookies, 'pending', token, lifetime / 1000);
}

export function deletePendingCookie(cookies: Cookies): void {
	if (readCookie(cookies, 'pending')) deleteCookie(cookies, 'pending');
}
