import type { Cookies } from '@sveltejs/kit';
import { isNewBrowser, readKnownBrowser, rememberKnownBrowser } from './known-browser';

/**
 * Lets the browser in which an owner has just made every other one new go on being known, if it was
 * known up to then. It does not become known by this.
 * @param account.knownSince what counted up to then.
 * @param now the same moment as that from which the others are new.
 */
export function keepKnownBrowser(
	cookies: Cookies,
	account: { userId: string; knownSince: Date | null },
	now: Date
): void {
	const known = readKnownBrowser(cookies);
	if (isNewBrowser(known, account)) return;
	const { userId } = account;
	rememberKnownBrowser(cookies, { userId, signedInAt: now, method: known?.lastMethod });
}
