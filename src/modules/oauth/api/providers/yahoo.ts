// From documentation.
import { Yahoo } from 'arctic';
import { getUserInfo } from '../http/get-user-info.ts';
import { withoutPkce, type OpenIdRow } from './definition.ts';

const issuer = 'https://api.login.yahoo.com';

export const yahoo: OpenIdRow = {
	name: 'Yahoo',
	scopes: ['openid', 'email', 'profile'],
	alsoVisits: ['https://login.yahoo.com'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new Yahoo(clientId, clientSecret, redirectUri)),
	openid: () => ({
		issuer,
		jwksUri: `${issuer}/openid/v1/certs`,
		algorithms: ['ES256', 'RS256'],
		provesFreshness: true
	}),
	async read({ sub }, { accessToken }) {
		const info = await getUserInfo(`${issuer}/openid/v1/userinfo`, accessToken, sub);
		return {
			subject: sub,
			email: info.email,
			emailVerified: info.email_verified,
			displayName: info.name
		};
	}
};
