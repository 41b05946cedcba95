import { GitHub } from 'arctic';
import { z } from 'zod';
import { getJson, getJsonIfAllowed } from '../http/get-json.ts';
import { withoutPkce, type OAuthRow } from './definition.ts';

const api = 'https://api.github.com';
const zUser = z.object({
	id: z.int().positive(),
	login: z.string(),
	name: z.string().nullish()
});
const zEmails = z.array(
	z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() })
);

/** The address in the profile is what the person shows; which one is verified stands elsewhere. */
export const github: OAuthRow = {
	name: 'GitHub',
	issuer: api,
	scopes: ['read:user', 'user:email'],
	reauthentication: { prompt: 'select_account' },
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new GitHub(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const [user, emails] = await Promise.all([
			getJson(`${api}/user`, accessToken, zUser),
			// Refused to a GitHub App without the permission to read addresses.
			getJsonIfAllowed(`${api}/user/emails`, accessToken, zEmails)
		]);
		const primary = emails?.find((email) => email.primary);
		return {
			subject: String(user.id),
			email: primary?.email,
			emailVerified: primary?.verified,
			displayName: user.name ?? user.login
		};
	}
};
