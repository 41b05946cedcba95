// From documentation.
import { Yahoo } from 'arctic';
import { completeClaims } from '../http/complete-claims.ts';
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
	async read(claims, { accessToken }) {
		const userInfo = `${issuer}/openid/v1/userinfo`;
		return { subject: claims.sub, ...(await completeClaims(claims, userInfo, accessToken)) };
	}
};
