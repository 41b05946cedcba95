import type { Cookies } from '@sveltejs/kit';
import { readCookie, writeCookie } from '@/server/cookies';
import { createToken, sign, unsign } from '@/server/secrets';

const PURPOSE = 'known-browser';
const ACCOUNTS_MAX = 8;
const MAX_AGE = 400 * 24 * 60 * 60;

/** Sets the last method off from the accounts' ids. */
const METHOD_MARK = '~';

/** A browser that has signed in before, to which accounts, and how the last time. */
export type KnownBrowser = { browserId: string; userIds: string[]; lastMethod?: string };

/** Whom this browser has signed in to, by its signed cookie. */
export function readKnownBrowser(cookies: Cookies): KnownBrowser | null {
	const signed = readCookie(cookies, 'known');
	const value = signed && unsign(PURPOSE, signed);
	if (!value) return null;
	const [browserId = '', ...parts] = value.split('.');
	const userIds = parts.filter((part) => !part.startsWith(METHOD_MARK));
	const method = parts.find((part) => part.startsWith(METHOD_MARK));
	return { browserId, userIds, lastMethod: method?.slice(METHOD_MARK.length) };
}

/** Whether a browser has never signed in to an account before, as far as it can prove. */
export function isNewBrowser(known: KnownBrowser | null, userId: string): boolean {
	return known?.userIds.includes(userId) !== true;
}

/**
 * Remembers that this browser has signed in to an account, or set its password by mail, and by what it
 * gets in. It opens nothing.
 */
export function rememberKnownBrowser(cookies: Cookies, userId: string, method: string): void {
	const known = readKnownBrowser(cookies);
	const others = known?.userIds.filter((id) => id !== userId) ?? [];
	const userIds = [userId, ...others].slice(0, ACCOUNTS_MAX);
	const value = [known?.browserId ?? createToken(), METHOD_MARK + method, ...userIds].join('.');
	writeCookie(cookies, 'known', sign(PURPOSE, value), MAX_AGE);
}
