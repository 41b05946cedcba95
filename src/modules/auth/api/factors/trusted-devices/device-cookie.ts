import type { Cookies } from '@sveltejs/kit';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { readCookie, writeCookie } from '@/server/cookies';
import { deviceIdOf, MARK } from './device-token';

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
