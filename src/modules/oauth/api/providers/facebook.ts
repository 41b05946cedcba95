// From documentation.
import { Facebook } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { withoutPkce, type OAuthRow } from './definition.ts';

const url = 'https://graph.facebook.com/me?fields=id,name,email';
const zUser = z.object({ id: z.string(), name: z.string().nullish(), email: z.string().nullish() });

/** Facebook does not say whether the address is verified. */
export const facebook: OAuthRow = {
	name: 'Facebook',
	issuer: 'https://graph.facebook.com',
	scopes: ['public_profile', 'email'],
	reauthentication: { auth_type: 'reauthenticate' },
	alsoVisits: ['https://m.facebook.com'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new Facebook(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const { id, name, email } = await getJson(url, accessToken, zUser);
		return { subject: id, email, displayName: name };
	}
};
