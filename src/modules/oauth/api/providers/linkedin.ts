// From documentation.
import { LinkedIn } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { openIdProfile } from '../identity/openid-profile.ts';
import { withoutPkce, type OAuthRow } from './definition.ts';

const zUser = z.looseObject({ sub: z.string() });

/** Its ID token carries no nonce, so that the person is read from its API. */
export const linkedin: OAuthRow = {
	name: 'LinkedIn',
	issuer: 'https://www.linkedin.com/oauth',
	scopes: ['openid', 'profile', 'email'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new LinkedIn(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const user = await getJson('https://api.linkedin.com/v2/userinfo', accessToken, zUser);
		return { subject: user.sub, ...openIdProfile(user) };
	}
};
