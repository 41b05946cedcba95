// From documentation.
import { LinkedIn } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { withoutPkce, type OAuthRow } from './definition.ts';

const zUser = z.object({
	sub: z.string(),
	name: z.string().nullish(),
	email: z.string().nullish(),
	email_verified: z.union([z.boolean(), z.string()]).nullish()
});

/** Its ID token carries no nonce, so that the person is read from its API. */
export const linkedin: OAuthRow = {
	name: 'LinkedIn',
	issuer: 'https://www.linkedin.com/oauth',
	scopes: ['openid', 'profile', 'email'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new LinkedIn(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const user = await getJson('https://api.linkedin.com/v2/userinfo', accessToken, zUser);
		return {
			subject: user.sub,
			email: user.email,
			emailVerified: user.email_verified,
			displayName: user.name
		};
	}
};
