import {
	allowInsecureRequests,
	ClientSecretBasic,
	ClientSecretPost,
	Configuration,
	customFetch,
	None,
	type ClientAuth
} from 'openid-client';
import { z } from 'zod';
import { providerFetch } from '../http/provider-fetch.ts';
import { acceptedAlgorithms } from '../id-token/verify-id-token.ts';
import { ProviderError } from '../identity/provider.ts';
import { issuerFetch } from './issuer-fetch.ts';
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

const wellKnown = '/.well-known/openid-configuration';
/** Without what an operator may have copied with it: the final slash, the discovery's own path. */
const bare = (address: string) =>
	new URL(address).href.replace(/\/+$/, '').replace(wellKnown, '').replace(/\/+$/, '');

const algorithms = z.array(z.string()).optional().catch(undefined);
const zMetadata = z.object({
	issuer: z.url(),
	authorization_endpoint: z.string().optional(),
	token_endpoint: z.string().optional(),
	jwks_uri: z.string().optional(),
	userinfo_endpoint: z.string().optional(),
	id_token_signing_alg_values_supported: algorithms,
	token_endpoint_auth_methods_supported: algorithms,
	authorization_response_iss_parameter_supported: z.boolean().optional()
});

async function request({ issuer, clientId, clientSecret }: IssuerSettings): Promise<Configuration> {
	const address = bare(issuer) + wellKnown;
	const response = await providerFetch(address, { headers: { accept: 'application/json' } });
	if (!response.ok) throw misconfigured(`${address} answered ${response.status}`);
	const document = zMetadata.safeParse(await response.json().catch(() => undefined));
	if (!document.success) throw misconfigured(`${address} does not describe an issuer`);

	const metadata = document.data;
	// The final slash apart: tokens are compared with the name that the issuer gives itself.
	if (bare(metadata.issuer) !== bare(issuer)) {
		throw misconfigured(`${bare(issuer)} calls itself ${metadata.issuer}`);
	}
	acceptedAlgorithms(metadata.id_token_signing_alg_values_supported);
	const insecure = issuer.startsWith('http:');
	const needed = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const;
	const all = metadata.userinfo_endpoint ? [...needed, 'userinfo_endpoint' as const] : needed;
	for (const name of all) {
		const endpoint = metadata[name] ?? '';
		const protocol = URL.canParse(endpoint) ? new URL(endpoint).protocol : '';
		if (protocol !== 'https:' && !(insecure && protocol === 'http:')) {
			throw misconfigured(`${bare(issuer)} has no ${name} that we can use`);
		}
	}
	const configuration = new Configuration(
		metadata,
		clientId,
		undefined,
		authenticate(clientSecret)
	);
	configuration[customFetch] = issuerFetch;
	if (insecure) allowInsecureRequests(configuration);
	return configuration;
}

const misconfigured = (message: string) => new ProviderError('misconfigured', message);

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
