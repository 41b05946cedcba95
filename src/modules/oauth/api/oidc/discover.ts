import {
	allowInsecureRequests,
	ClientSecretBasic,
	ClientSecretPost,
	customFetch,
	discovery,
	None,
	type ClientAuth,
	type Configuration,
	type CustomFetch
} from 'openid-client';
import { providerFetch } from '../http/provider-fetch.ts';
import { acceptedAlgorithms } from '../id-token/verify-id-token.ts';
import { ProviderError } from '../identity/provider.ts';
import { toProviderError } from './to-provider-error.ts';

const REFRESH_MS = 60 * 60_000;
/** After a failure the issuer is asked again, but not at every view of a page that offers it. */
const PAUSE_MS = 30_000;

/** A configured OpenID Connect issuer, under an id of the operator's own. */
export interface IssuerSettings {
	id: string;
	name: string;
	issuer: string;
	clientId: string;
	/** Absent: a public client, held by PKCE alone. */
	clientSecret: string | undefined;
}

export interface Issuer {
	/** What the issuer publishes of itself, one hour old at most. Throws a `ProviderError`. */
	discover(): Promise<Configuration>;
	/** The last that is known, without waiting; asks in the background when there is none. */
	peek(): Configuration | null;
}

/** Discovery (OpenID Connect Discovery 1.0) of one issuer, once for all who ask at a time. */
export function createIssuer(settings: IssuerSettings): Issuer {
	let known: { configuration: Configuration; at: number } | undefined;
	let pending: Promise<Configuration> | undefined;
	let failedAt = -Infinity;

	const refresh = () =>
		(pending ??= request(settings)
			.then((configuration) => {
				known = { configuration, at: Date.now() };
				return configuration;
			})
			.catch((error: unknown) => {
				failedAt = Date.now();
				throw toProviderError(error, 'misconfigured');
			})
			.finally(() => (pending = undefined)));

	return {
		async discover() {
			return known && Date.now() - known.at < REFRESH_MS ? known.configuration : refresh();
		},
		peek() {
			// Those who wait for the answer get the error; a page goes without it.
			if (!known && Date.now() - failedAt > PAUSE_MS) refresh().catch(() => {});
			return known?.configuration ?? null;
		}
	};
}

/** openid-client sends forms alone, although its types allow more kinds of body. */
const call: CustomFetch = (url, { method, headers, body }) =>
	providerFetch(url, { method, headers, body: body ? new URLSearchParams(String(body)) : null });

async function request({ issuer, clientId, clientSecret }: IssuerSettings): Promise<Configuration> {
	const insecure = issuer.startsWith('http:');
	const configuration = await discovery(
		new URL(issuer),
		clientId,
		undefined,
		authenticate(clientSecret),
		{ [customFetch]: call, execute: insecure ? [allowInsecureRequests] : [] }
	);
	const metadata = configuration.serverMetadata();
	// openid-client lets Microsoft's template pass; the tokens would name another.
	if (metadata.issuer.replace(/\/$/, '') !== issuer.replace(/\/$/, '')) {
		throw new ProviderError('misconfigured', `${issuer} calls itself by another name`);
	}
	acceptedAlgorithms(metadata.id_token_signing_alg_values_supported);
	const needed = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const;
	const all = metadata.userinfo_endpoint ? [...needed, 'userinfo_endpoint' as const] : needed;
	for (const name of all) {
		const endpoint = metadata[name] ?? '';
		const protocol = URL.canParse(endpoint) ? new URL(endpoint).protocol : '';
		if (protocol !== 'https:' && !(insecure && protocol === 'http:')) {
			throw new ProviderError('misconfigured', `${issuer} has no ${name} that we can use`);
		}
	}
	return configuration;
}

/** The method that the issuer takes: Basic where it says nothing (RFC 8414 §2). */
function authenticate(clientSecret: string | undefined): ClientAuth {
	if (clientSecret === undefined) return None();
	const [basic, post] = [ClientSecretBasic(clientSecret), ClientSecretPost(clientSecret)];
	return (server, ...rest) => {
		const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
		const method = methods.includes('client_secret_basic') ? basic : post;
		return method(server, ...rest);
	};
}
