// From documentation.
import { Bitbucket } from 'arctic';
import { z } from 'zod';
import { getJson, getJsonIfAllowed } from '../http/get-json.ts';
import { withoutPkce, type OAuthRow } from './definition.ts';

const api = 'https://api.bitbucket.org';
const zUser = z.object({ uuid: z.string(), display_name: z.string().nullish() });
const zEmails = z.object({
	values: z.array(
		z.object({ email: z.string(), is_primary: z.boolean(), is_confirmed: z.boolean() })
	)
});

/** The scopes (account, email) are set on the consumer at Bitbucket, not in the request. */
export const bitbucket: OAuthRow = {
	name: 'Bitbucket',
	issuer: api,
	scopes: [],
	alsoVisits: ['https://id.atlassian.com'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new Bitbucket(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const [user, emails] = await Promise.all([
			getJson(`${api}/2.0/user`, accessToken, zUser),
			// Refused to a consumer without the permission to read addresses.
			getJsonIfAllowed(`${api}/2.0/user/emails`, accessToken, zEmails)
		]);
		const primary = emails?.values.find((email) => email.is_primary);
		return {
			subject: user.uuid,
			email: primary?.email,
			emailVerified: primary?.is_confirmed,
			displayName: user.display_name
		};
	}
};
