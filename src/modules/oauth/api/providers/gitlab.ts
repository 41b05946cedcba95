import { GitLab } from 'arctic';
import { completeClaims } from '../http/complete-claims.ts';
import { isProviderUrl } from '../http/provider-fetch.ts';
import { withoutPkce, type OpenIdRow, type ProviderSettings } from './definition.ts';

const base = ({ extras }: ProviderSettings) =>
	(extras.BASE_URL ?? 'https://gitlab.com').replace(/\/+$/, '');

export const gitlab: OpenIdRow = {
	name: 'GitLab',
	variables: {
		BASE_URL: {
			expected: 'an https address without a query; http on loopback',
			fits: isProviderUrl
		}
	},
	scopes: ['openid', 'email', 'profile'],
	createClient: (settings, redirectUri) =>
		withoutPkce(new GitLab(base(settings), settings.clientId, settings.clientSecret, redirectUri)),
	openid: (settings) => ({
		issuer: base(settings),
		jwksUri: `${base(settings)}/oauth/discovery/keys`,
		algorithms: ['RS256'],
		provesFreshness: true
	}),
	// Older versions put neither name nor address into the ID token.
	async read(claims, { accessToken, settings }) {
		const userInfo = `${base(settings)}/oauth/userinfo`;
		return { subject: claims.sub, ...(await completeClaims(claims, userInfo, accessToken)) };
	}
};
