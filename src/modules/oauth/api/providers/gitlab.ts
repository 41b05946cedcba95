import { GitLab } from 'arctic';
import { getUserInfo } from '../http/get-user-info.ts';
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
	async read({ sub }, { accessToken, settings }) {
		const info = await getUserInfo(`${base(settings)}/oauth/userinfo`, accessToken, sub);
		return {
			subject: sub,
			email: info.email,
			emailVerified: info.email_verified,
			displayName: info.name
		};
	}
};
