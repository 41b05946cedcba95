import { buildAuthorizationUrl, calculatePKCECodeChallenge } from 'openid-client';
import { withProviderFetch } from '../http/provider-fetch.ts';
import type { Provider } from '../identity/provider.ts';
import { createIssuer, type IssuerSettings } from './discover.ts';
import { fetchIssuerIdentity } from './fetch-issuer-identity.ts';
import { toProviderError } from './to-provider-error.ts';

/** Any OpenID Connect issuer: found by discovery, code flow with PKCE (S256), nonce and state. */
export function createIssuerProvider(settings: IssuerSettings, redirectUri: string): Provider {
	const issuer = createIssuer(settings);

	return {
		id: settings.id,
		name: settings.name,
		provesFreshness: true,

		authorizationOrigins() {
			const endpoint = issuer.peek()?.serverMetadata().authorization_endpoint;
			const addresses = endpoint ? [settings.issuer, endpoint] : [settings.issuer];
			return [...new Set(addresses.map((address) => new URL(address).origin))];
		},

		async createAuthorizationUrl({ state, nonce, codeVerifier, reauthenticate }) {
			const configuration = await withProviderFetch(issuer.discover);
			return buildAuthorizationUrl(configuration, {
				...{ redirect_uri: redirectUri, scope: 'openid email profile', state, nonce },
				code_challenge: await calculatePKCECodeChallenge(codeVerifier),
				code_challenge_method: 'S256',
				...(reauthenticate ? { max_age: '0' } : {})
			});
		},

		async fetchIdentity(callback, request) {
			// Only the query comes from the request; the address is our own, whatever was called.
			const answer = new URL(redirectUri);
			answer.search = callback.search;
			try {
				return await withProviderFetch(async () => {
					const configuration = await issuer.discover();
					return fetchIssuerIdentity(settings, configuration, answer, request);
				});
			} catch (error) {
				throw toProviderError(error, 'rejected');
			}
		}
	};
}
