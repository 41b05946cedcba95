import type { Cookies } from '@sveltejs/kit';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { readCookie, writeCookie } from '@/server/cookies';
import { createToken, sign, unsign } from '@/server/secrets';

const PURPOSE = 'known-browser';
const ACCOUNTS_MAX = 8;

/** Sets the last method off from the accounts. */
const METHOD_MARK = '~';
/** Sets an account's id off from the time, which is in base 36. */
const TIME_MARK = '_';

/** An account that a browser has signed in to, and the last time that counts for it. */
type KnownAccount = { userId: string; signedInAt: Date };

/** A browser that has signed in before, to which accounts, and how the last time. */
export type KnownBrowser = { browserId: string; accounts: KnownAccount[]; lastMethod?: string };

/** Whom this browser has signed in to, by its signed cookie. */
export function readKnownBrowser(cookies: Cookies): KnownBrowser | null {
	const signed = readCookie(cookies, 'known');
	const value = signed && unsign(PURPOSE, signed);
	if (!value) return null;
	const [browserId = '', ...parts] = value.split('.');
	const method = parts.find((part) => part.startsWith(METHOD_MARK));
	const accounts = parts.filter((part) => part !== method).map(readAccount);
	return { browserId, accounts, lastMethod: method?.slice(METHOD_MARK.length) };
}

/** An entry without a time is from before there were any: older than every other. */
function readAccount(part: string): KnownAccount {
	const [userId = '', time = '0'] = part.split(TIME_MARK);
	return { userId, signedInAt: new Date(Number.parseInt(time, 36)) };
}

/**
 * Whether a browser has neither signed in to an account nor set its password by mail, as far as it
 * can prove, or not since the moment from which that counts.
 */
export function isNewBrowser(
	known: KnownBrowser | null,
	{ id, knownSince }: { id: string; knownSince: Date | null }
): boolean {
	const account = known?.accounts.find((one) => one.userId === id);
	if (!account) return true;
	if (knownSince === null) return false;
	// By a clock that was ahead it may look later than what was reported since.
	const isAhead = account.signedInAt.getTime() > Date.now() + lifetimes.clockDifference;
	return isAhead || account.signedInAt < knownSince;
}

/**
 * Remembers that this browser has signed in to an account or set its password by mail, when, and by
 * what it gets in. It opens nothing.
 * @param account.signedInAt when the sign-in began, not when it is remembered: one that overtakes
 * the owner's report must not count as later.
 */
export function rememberKnownBrowser(
	cookies: Cookies,
	{ userId, signedInAt, method }: KnownAccount & { method: string | undefined }
): void {
	const known = readKnownBrowser(cookies);
	const others = known?.accounts.filter((one) => one.userId !== userId) ?? [];
	const accounts = [{ userId, signedInAt }, ...others].slice(0, ACCOUNTS_MAX);
	const value = [
		known?.browserId ?? createToken(),
		...(method ? [METHOD_MARK + method] : []),
		...accounts.map((one) => one.userId + TIME_MARK + one.signedInAt.getTime().toString(36))
	].join('.');
	writeCookie(cookies, 'known', sign(PURPOSE, value), lifetimes.knownBrowser / 1000);
}

/**
 * Lets the browser in which an owner has just made every other one new go on being known, if it was
 * known up to then. It does not become known by this.
 * @param account.knownSince what counted up to then.
 * @param now the same moment as that from which the others are new.
 */
export function keepKnownBrowser(
	cookies: Cookies,
	{ userId, knownSince }: { userId: string; knownSince: Date | null },
	now: Date
): void {
	const known = readKnownBrowser(cookies);
	if (isNewBrowser(known, { id: userId, knownSince })) return;
	rememberKnownBrowser(cookies, { userId, signedInAt: now, method: known?.lastMethod });
}
