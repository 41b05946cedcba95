import { MicrosoftEntraId } from 'arctic';
import type { JWTPayload } from 'jose';
import { openIdProfile } from '../identity/openid-profile.ts';
import { withPkce, type OpenIdRow, type ProviderSettings } from './definition.ts';

const host = 'https://login.microsoftonline.com';
/** The one tenant of all personal accounts. */
const consumers = '9188040d-6c67-4c5b-b112-36a304b66dad';
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Who may sign in, where it is no single tenant. */
const audiences = new Set(['common', 'organizations', 'consumers']);

const tenant = ({ extras }: ProviderSettings) => (extras.TENANT ?? 'common').toLowerCase();

/** Tokens for several tenants name their own in `tid`, and the issuer is made of it. */
function issuerFor(settings: ProviderSettings, { tid }: JWTPayload): string | null {
	const configured = tenant(settings);
	const fixed = uuid.test(configured) ? configured : configured === 'consumers' ? consumers : null;
	if (typeof tid !== 'string' || !uuid.test(tid)) return null;
	if (fixed ? tid !== fixed : configured === 'organizations' && tid === consumers) return null;
	return `${host}/${tid}/v2.0`;
}

export const microsoft: OpenIdRow = {
	name: 'Microsoft',
	variables: {
		// An audience of the platform, or one tenant's id, which fixes the issuer.
		TENANT: {
			expected: 'common, organizations, consumers or the id of a tenant',
			fits: (value) => audiences.has(value.toLowerCase()) || uuid.test(value.toLowerCase())
		}
	},
	scopes: ['openid', 'email', 'profile'],
	reauthentication: { prompt: 'login' },
	alsoVisits: ['https://login.live.com'],
	createClient: (settings, redirectUri) =>
		withPkce(
			new MicrosoftEntraId(tenant(settings), settings.clientId, settings.clientSecret, redirectUri)
		),
	openid: (settings) => ({
		issuer: (claims) => issuerFor(settings, claims),
		jwksUri: `${host}/${tenant(settings)}/discovery/v2.0/keys`,
		algorithms: ['RS256']
	}),
	read: (claims, { settings }) => ({
		subject: claims.sub,
		...openIdProfile(claims),
		// Any tenant's administrator can write any address; only the operator's own is trusted.
		emailVerified: uuid.test(tenant(settings))
	})
};
