import type { Cookies } from '@sveltejs/kit';
import { deleteCookie, readCookie, writeCookie } from '@/server/cookies';
import { hashToken } from '@/server/secrets';

/** How long a proved sign-in waits for what is missing, in milliseconds. */
export const pendingLifetime = 10 * 60 * 1000;

/** The id of the sign-in that waits in this browser, or `null`. */
export function readPendingCookie(cookies: Cookies): string | null {
	const token = readCookie(cookies, 'pending');
	return token ? hashToken(token) : null;
}

export function writePendingCookie(cookies: Cookies, token: string): void {
	writeCookie(cookies, 'pending', token, pendingLifetime / 1000);
}

export function deletePendingCookie(cookies: Cookies): void {
	if (readCookie(cookies, 'pending')) deleteCookie(cookies, 'pending');
}
