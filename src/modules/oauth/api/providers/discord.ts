import { Discord } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { withPkce, type OAuthRow } from './definition.ts';

const zUser = z.object({
	id: z.string(),
	username: z.string(),
	global_name: z.string().nullish(),
	email: z.string().nullish(),
	verified: z.boolean().nullish()
});

export const discord: OAuthRow = {
	name: 'Discord',
	issuer: 'https://discord.com',
	scopes: ['identify', 'email'],
	reauthentication: { prompt: 'consent' },
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withPkce(new Discord(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const user = await getJson('https://discord.com/api/v10/users/@me', accessToken, zUser);
		return {
			subject: user.id,
			email: user.email,
			emailVerified: user.verified,
			displayName: user.global_name ?? user.username
		};
	}
};
