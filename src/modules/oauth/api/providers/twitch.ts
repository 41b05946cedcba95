// From documentation.
import { Twitch } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { withoutPkce, type OAuthRow } from './definition.ts';

const zUsers = z.object({
	data: z.tuple([
		z.object({
			id: z.string(),
			login: z.string(),
			display_name: z.string().nullish(),
			email: z.string().nullish()
		})
	])
});

/** Twitch gives out verified addresses only. */
export const twitch: OAuthRow = {
	name: 'Twitch',
	issuer: 'https://api.twitch.tv',
	scopes: ['user:read:email'],
	reauthentication: { force_verify: 'true' },
	alsoVisits: ['https://www.twitch.tv'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new Twitch(clientId, clientSecret, redirectUri)),
	async read({ accessToken, settings }) {
		const headers = { 'client-id': settings.clientId };
		const url = 'https://api.twitch.tv/helix/users';
		const [user] = (await getJson(url, accessToken, zUsers, { headers })).data;
		return {
			subject: user.id,
			email: user.email,
			emailVerified: true,
			displayName: user.display_name || user.login
		};
	}
};
