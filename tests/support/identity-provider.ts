import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, interactionPolicy, type Configuration } from 'oidc-provider';
import { defaultPeople, type ProviderPerson } from './identity-provider-people.ts';
import { serveInteractions } from './identity-provider-pages.ts';
import { createStore } from './identity-provider-store.ts';

export type { ProviderPerson } from './identity-provider-people.ts';

export interface IdentityProviderOptions {
	/** Where the browser may be sent back to. */
	redirectUris: string[];
	people?: ProviderPerson[];
	/** By default a free one. */
	port?: number;
	host?: string;
	clientId?: string;
	clientSecret?: string;
	/** False: who has signed in there once is not asked again (single sign-on). */
	alwaysAsk?: boolean;
	/** Puts e-mail and name into the ID token instead of UserInfo. */
	claimsInIdToken?: boolean;
	signingAlgorithm?: 'RS256' | 'ES256' | 'EdDSA';
}

export type IdentityProvider = Awaited<ReturnType<typeof startIdentityProvider>>;

/**
 * A real OpenID Connect provider (oidc-provider) on a loopback port: code flow, PKCE, consent given.
 * Its page offers a button for each person ("Continue as Ada Lovelace"), a choice of what is said of
 * the address, and "Deny".
 */
export async function startIdentityProvider(options: IdentityProviderOptions) {
	const { host = '127.0.0.1', clientId = 'porchlight', alwaysAsk = true } = options;
	const clientSecret = options.clientSecret ?? randomBytes(16).toString('hex');
	const people = new Map<string, ProviderPerson>();
	for (const person of options.people ?? defaultPeople) people.set(person.id, person);

	const server = createServer();
	await new Promise<void>((resolve) => server.listen(options.port ?? 0, host, resolve));
	const { port } = server.address() as AddressInfo;
	const issuer = `http://${host}:${port}`;

	const provider = new Provider(issuer, configure());
	serveInteractions(server, provider, people);

	return {
		issuer,
		port,
		clientId,
		clientSecret,
		/** Change what the provider knows of somebody, or add people; counts from the next answer. */
		people,
		/** The variables with which the application uses this provider under `id`. */
		variables(id: string, name?: string): Record<string, string> {
			const prefix = `OIDC_${id.toUpperCase()}_`;
			return {
				[`${prefix}ISSUER`]: issuer,
				[`${prefix}CLIENT_ID`]: clientId,
				[`${prefix}CLIENT_SECRET`]: clientSecret,
				...(name ? { [`${prefix}NAME`]: name } : {})
			};
		},
		stop: () => close(server)
	};

	function configure(): Configuration {
		const algorithm = options.signingAlgorithm ?? 'RS256';
		return {
			adapter: createStore(),
			clients: [
				{
					client_id: clientId,
					client_secret: clientSecret,
					redirect_uris: options.redirectUris,
					id_token_signed_response_alg: algorithm
				}
			],
			jwks: { keys: [createKey(algorithm)] },
			cookies: { keys: [randomBytes(16).toString('hex')] },
			claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
			conformIdTokenClaims: !options.claimsInIdToken,
			features: { devInteractions: { enabled: false } },
			interactions: { url: (_, { uid }) => `/interaction/${uid}`, policy: policy() },
			// Seconds. Named, since the defaults print a warning.
			ttl: { AccessToken: 300, IdToken: 300, Interaction: 600, Session: 3600, Grant: 3600 },
			findAccount: (_, id) => ({ accountId: id, claims: () => claimsOf(id) }),
			async loadExistingGrant({ oidc }) {
				const grant = new oidc.provider.Grant({
					clientId: oidc.client!.clientId,
					accountId: oidc.session!.accountId!
				});
				grant.addOIDCScope('openid email profile');
				await grant.save();
				return grant;
			}
		};
	}

	function policy() {
		const prompts = interactionPolicy.base();
		const { Check } = interactionPolicy;
		if (alwaysAsk) {
			const check = new Check('choose_person', 'A person has to be chosen', ({ oidc }) =>
				oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT
			);
			prompts.get('login')!.checks.add(check);
		}
		return prompts;
	}

	function claimsOf(id: string) {
		const { name, email, emailVerified = true } = people.get(id) ?? {};
		const address = email === undefined ? {} : { email, email_verified: emailVerified };
		return { sub: id, ...(name ? { name } : {}), ...address };
	}
}

/** A new private key for signing, with a key id of its own. */
function createKey(algorithm: 'RS256' | 'ES256' | 'EdDSA') {
	const pair =
		algorithm === 'RS256'
			? generateKeyPairSync('rsa', { modulusLength: 2048 })
			: algorithm === 'ES256'
				? generateKeyPairSync('ec', { namedCurve: 'P-256' })
				: generateKeyPairSync('ed25519');
	const jwk = pair.privateKey.export({ format: 'jwk' });
	return { ...jwk, alg: algorithm, use: 'sig', kid: randomBytes(8).toString('hex') };
}

async function close(server: Server): Promise<void> {
	server.closeAllConnections();
	await new Promise<void>((resolve) => server.close(() => resolve()));
}
