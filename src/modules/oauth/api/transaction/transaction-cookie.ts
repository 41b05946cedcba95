import { randomBytes } from 'node:crypto';
import type { Cookies } from '@sveltejs/kit';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { cookieNames, deleteCookie, readCookie, writeCookie } from '@/server/cookies';
import { hashToken } from '@/server/secrets';

const prefix = 'oauth-';
const cookiesMax = 8;
const tokenShape = /^[\w-]{43}$/;

/** The id of a transaction's cookie, also the first part of its state. Ids sort by age. */
export function createTransactionCookieId(now: Date): string {
	return now.getTime().toString(36) + randomBytes(6).toString('hex');
}

/** The token of one transaction of this browser, or `null`. */
export function readTransactionCookie(cookies: Cookies, id: string): string | null {
	const token = /^[a-z0-9]{1,40}$/.test(id) && readCookie(cookies, prefix + id);
	return token && tokenShape.test(token) ? token : null;
}

/**
 * Binds a transaction to this browser; past eight at once the oldest goes. The cookie outlives the
 * transaction, because an identity that waits for its proof is bound to it as well.
 * @param lifetime in milliseconds.
 */
export function writeTransactionCookie(
	cookies: Cookies,
	id: string,
	token: string,
	lifetime: number = lifetimes.pendingIdentity
): void {
	const others = cookieNames(cookies, prefix).filter((name) => name !== prefix + id);
	for (const name of others.sort().slice(0, -(cookiesMax - 1))) deleteCookie(cookies, name);
	writeCookie(cookies, prefix + id, token, lifetime / 1000);
}

export function deleteTransactionCookie(cookies: Cookies, id: string): void {
	deleteCookie(cookies, prefix + id);
}

/** What the database knows of this browser's transactions: ids of pending connections. */
export function readTransactionIds(cookies: Cookies): string[] {
	return cookieNames(cookies, prefix)
		.map((name) => readTransactionCookie(cookies, name.slice(prefix.length)))
		.filter((token) => token !== null)
		.map(hashToken);
}
