import { withProviderFetch } from '../http/provider-fetch.ts';
import { readCallback } from '../http/callback-query.ts';
import type { Provider } from '../identity/provider.ts';
import type { Client, ProviderRow, ProviderSettings } from './definition.ts';
import { readPerson } from './read-person.ts';
import { toProviderError } from './to-provider-error.ts';

/** A configured provider of the catalogue, as the sign-in knows it. */
export function createCatalogueProvider(
	row: ProviderRow,
	settings: ProviderSettings,
	redirectUri: string
): Provider {
	const openid = 'openid' in row ? row.openid(settings) : null;
	const fixedIssuers = typeof openid?.issuer === 'function' ? [] : [openid?.issuer ?? []].flat();
	const provesFreshness = openid?.provesFreshness ?? false;
	let made: Client | undefined;
	const client = () => (made ??= row.createClient(settings, redirectUri));

	return {
		id: settings.id,
		name: row.name,
		provesFreshness,

		authorizationOrigins() {
			return [client().createUrl('', '', []).origin, ...(row.alsoVisits ?? [])];
		},

		async createAuthorizationUrl({ state, nonce, codeVerifier, reauthenticate }) {
			const url = client().createUrl(state, codeVerifier, row.scopes);
			const parameters: Record<string, string> = {
				...row.parameters,
				...(reauthenticate ? row.reauthentication : {}),
				...(reauthenticate && provesFreshness ? { max_age: '0' } : {}),
				...(openid ? { nonce } : {}),
				state
			};
			for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
			return url;
		},

		async fetchIdentity(callback, request) {
			try {
				return await withProviderFetch(async () => {
					const code = readCallback(callback, request, fixedIssuers);
					const tokens = await client().exchange(code, request.codeVerifier);
					const answer = {
						...{ settings, accessToken: tokens.accessToken(), tokens: tokens.data },
						callback: callback.searchParams
					};
					return await readPerson(row, answer, tokens, request);
				});
			} catch (error) {
				throw toProviderError(error);
			}
		}
	};
}
