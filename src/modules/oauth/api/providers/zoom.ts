// From documentation.
import { Zoom } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { withPkce, type OAuthRow } from './definition.ts';

const zUser = z.object({
	id: z.string(),
	email: z.string().nullish(),
	verified: z.int().nullish(),
	display_name: z.string().nullish()
});

export const zoom: OAuthRow = {
	name: 'Zoom',
	issuer: 'https://api.zoom.us',
	scopes: ['user:read:user'],
	alsoVisits: ['https://*.zoom.us'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withPkce(new Zoom(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const user = await getJson('https://api.zoom.us/v2/users/me', accessToken, zUser);
		return {
			subject: user.id,
			email: user.email,
			emailVerified: user.verified === 1,
			displayName: user.display_name
		};
	}
};
