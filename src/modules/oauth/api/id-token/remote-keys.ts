import {
	createLocalJWKSet,
	createRemoteJWKSet,
	customFetch,
	errors,
	type JWTVerifyGetKey
} from 'jose';
import { providerFetch } from '../http/provider-fetch.ts';

const CACHE_MS = 10 * 60_000;
/** An unknown key id asks again, but not more often: the issuer may be under load. */
const COOLDOWN_MS = 5_000;

const sets = new Map<string, JWTVerifyGetKey>();

/** The public keys at `jwksUri`, fetched when needed and again when a token names a new one. */
export function remoteKeys(jwksUri: string): JWTVerifyGetKey {
	const known = sets.get(jwksUri);
	if (known) return known;
	const remote = createRemoteJWKSet(new URL(jwksUri), {
		cacheMaxAge: CACHE_MS,
		cooldownDuration: COOLDOWN_MS,
		[customFetch]: providerFetch
	});
	const keys: JWTVerifyGetKey = async (header, token) => {
		try {
			return await remote(header, token);
		} catch (error) {
			// The token names a key, and the issuer publishes some without names: it may be one of them.
			const unnamed = remote.jwks()?.keys.filter(({ kid }) => kid === undefined) ?? [];
			if (!(error instanceof errors.JWKSNoMatchingKey) || unnamed.length === 0) throw error;
			const { kid: _, ...rest } = header;
			const { payload, signature } = token;
			return createLocalJWKSet({ keys: unnamed })(rest, { payload, signature });
		}
	};
	sets.set(jwksUri, keys);
	return keys;
}
