import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { providerFetch } from '../http/provider-fetch.ts';

const CACHE_MS = 10 * 60_000;
/** An unknown key id asks again, but not more often: the issuer may be under load. */
const COOLDOWN_MS = 5_000;

const sets = new Map<string, JWTVerifyGetKey>();

/** The public keys at `jwksUri`, fetched when needed and again when a token names a new one. */
export function remoteKeys(jwksUri: string): JWTVerifyGetKey {
	const known = sets.get(jwksUri);
	if (known) return known;
	const keys = createRemoteJWKSet(new URL(jwksUri), {
		cacheMaxAge: CACHE_MS,
		cooldownDuration: COOLDOWN_MS,
		[customFetch]: providerFetch
	});
	sets.set(jwksUri, keys);
	return keys;
}
