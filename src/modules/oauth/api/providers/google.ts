import { Google } from 'arctic';
import { openIdProfile } from '../identity/openid-profile.ts';
import { withPkce, type OpenIdRow } from './definition.ts';

export const google: OpenIdRow = {
	name: 'Google',
	scopes: ['openid', 'email', 'profile'],
	reauthentication: { prompt: 'select_account' },
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withPkce(new Google(clientId, clientSecret, redirectUri)),
	openid: () => ({
		issuer: ['https://accounts.google.com', 'accounts.google.com'],
		jwksUri: 'https://www.googleapis.com/oauth2/v3/certs',
		algorithms: ['RS256']
	}),
	read: (claims) => ({ subject: claims.sub, ...openIdProfile(claims) })
};
