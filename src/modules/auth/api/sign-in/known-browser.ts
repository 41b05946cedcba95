import type { Cookies } from '@sveltejs/kit';
import { readCookie, writeCookie } from '@/server/cookies';
import { createToken, sign, unsign } from '@/server/secrets';

const PURPOSE = 'known-browser';
const ACCOUNTS_MAX = 8;
const MAX_AGE = 400 * 24 * 60 * 60;

/** A browser that has signed in before, and to which accounts. */
export type KnownBrowser = { browserId: string; userIds: string[] };

/** Whom this browser has signed in to, by its signed cookie. */
export function readKnownBrowser(cookies: Cookies): KnownBrowser | null {
	const signed = readCookie(cookies, 'known');
	const value = signed && unsign(PURPOSE, signed);
	if (!value) return null;
	const [browserId = '', ...userIds] = value.split('.');
	return { browserId, userIds };
}

/** Whether a browser has never signed in to an account before, as far as it can prove. */
export function isNewBrowser(known: KnownBrowser | null, userId: string): boolean {
	return known?.userIds.includes(userId) !== true;
}

/** Remembers that this browser has signed in to an account. It opens nothing. */
export function rememberKnownBrowser(cookies: Cookies, userId: string): void {
	const known = readKnownBrowser(cookies);
	const others = known?.userIds.filter((id) => id !== userId) ?? [];
	const userIds = [userId, ...others].slice(0, ACCOUNTS_MAX);
	const value = [known?.browserId ?? createToken(), ...userIds].join('.');
	writeCookie(cookies, 'known', sign(PURPOSE, value), MAX_AGE);
}
