import type { Cookies } from '@sveltejs/kit';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { readCookie, writeCookie } from '@/server/cookies';
import { createToken, deriveTokens } from '@/server/secrets';

const PURPOSE = 'trusted-device';

/** As long as a UUID. */
const ID_LENGTH = 36;

/** Sets the device's id off from the secret. */
const MARK = '~';

/** A token of a trusted device that has just got this id. */
export const createDeviceToken = (id: string): string => id + MARK + createToken();

/**
 * What a device that something began gets for its first token, under each key in force, the current
 * one first: the same for whoever shows the same again, and nobody else can tell it.
 */
export function firstDeviceTokens(of: string): string[] {
	const ids = deriveTokens(`${PURPOSE}-id`, of);
	return deriveTokens(`${PURPOSE}-first`, of).map(
		(secret, index) => ids[index]!.slice(0, ID_LENGTH) + MARK + secret
	);
}

/** Of which device a token is: one that is out of date says so too, and so is told from an unknown one. */
export const deviceIdOf = (token: string): string => token.split(MARK)[0] ?? '';

/**
 * What a token is replaced by at its use, under each key in force, the current one first. It follows
 * from the token, so that two tabs, or a browser whose answer was lost, get the same one; whoever has
 * the token alone cannot tell it.
 */
export const nextDeviceTokens = (token: string): string[] =>
	deriveTokens(PURPOSE, token).map((secret) => deviceIdOf(token) + MARK + secret);

/** Accounts at most that trust one browser. */
const ACCOUNTS_MAX = 8;

/** The trust of an account in this browser, by the token that it keeps of it. */
export type DeviceTrust = { userId: string; token: string };

/** An account's id, the device's and the secret. */
const shape = /^([\w-]{1,64})~([\w-]{36}~[\w-]{43})$/;

/** What this browser says of the accounts that trust it, the one used last first. It proves nothing yet. */
export function readDevices(cookies: Cookies): DeviceTrust[] {
	const parts = readCookie(cookies, 'device')?.split('.', ACCOUNTS_MAX) ?? [];
	return parts.flatMap((part) => {
		const [, userId, token] = shape.exec(part) ?? [];
		return userId && token ? [{ userId, token }] : [];
	});
}

/** By which of an account's trusted devices this browser says to be known; `null` where by none. */
export function readDeviceId(cookies: Cookies, userId: string): string | null {
	const own = readDevices(cookies).find((one) => one.userId === userId);
	return own ? deviceIdOf(own.token) : null;
}

/**
 * Keeps an account's token in this browser, as the one used last, or no longer.
 * @param trust.token `null` for none.
 * @returns the tokens that this leaves of no use: that of another trust of this account, and of the
 * account unused the longest where there are more than eight.
 */
export function writeDevice(
	cookies: Cookies,
	{ userId, token }: { userId: string; token: string | null }
): string[] {
	const before = readDevices(cookies);
	const others = before.filter((one) => one.userId !== userId);
	const all = token === null ? others : [{ userId, token }, ...others];
	const kept = all.slice(0, ACCOUNTS_MAX);
	const value = kept.map((one) => one.userId + MARK + one.token).join('.');
	writeCookie(cookies, 'device', value, value ? lifetimes.trustedDevice / 1000 : 0);
	const ids = kept.map((one) => deviceIdOf(one.token));
	return before.map((one) => one.token).filter((one) => !ids.includes(deviceIdOf(one)));
}
