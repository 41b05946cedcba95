import type { Cookies } from '@sveltejs/kit';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { readCookie, writeCookie } from '@/server/cookies';
import { createToken } from '@/server/secrets';

/** What {@link createToken} makes. */
const tokenShape = /^[\w-]{43}$/;

/**
 * By what this browser's challenges are bound to it: random, written once a browser, so that every
 * tab, reload and preload of a page goes by the same.
 */
export function passkeyBrowser(cookies: Cookies): string {
	const known = readPasskeyBrowser(cookies);
	if (known) return known;
	const browser = createToken();
	writeCookie(cookies, 'passkey', browser, lifetimes.passkeyBrowser / 1000);
	return browser;
}

/** The same for a request that only answers; `null` where the browser brings none. */
export function readPasskeyBrowser(cookies: Cookies): string | null {
	const browser = readCookie(cookies, 'passkey');
	return browser && tokenShape.test(browser) ? browser : null;
}
