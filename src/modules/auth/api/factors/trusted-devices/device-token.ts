import { createToken, deriveTokens } from '@/server/secrets';

const PURPOSE = 'trusted-device';

/** As long as a UUID. */
const ID_LENGTH = 36;

/** Sets the device's id off from the secret. */
export const MARK = '~';

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
