// From documentation.
import { Twitter } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { withPkce, type OAuthRow } from './definition.ts';

const url = 'https://api.x.com/2/users/me?user.fields=confirmed_email';
const zUser = z.object({
	data: z.object({
		id: z.string(),
		username: z.string(),
		name: z.string().nullish(),
		confirmed_email: z.string().nullish()
	})
});

export const x: OAuthRow = {
	name: 'X',
	issuer: 'https://api.x.com',
	scopes: ['users.read', 'tweet.read', 'users.email'],
	alsoVisits: ['https://x.com'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withPkce(new Twitter(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const { data } = await getJson(url, accessToken, zUser);
		return {
			subject: data.id,
			email: data.confirmed_email,
			emailVerified: true,
			displayName: data.name ?? data.username
		};
	}
};
