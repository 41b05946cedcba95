// From documentation.
import { Spotify } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { withPkce, type OAuthRow } from './definition.ts';

const zUser = z.object({
	id: z.string(),
	display_name: z.string().nullish(),
	email: z.string().nullish()
});

/** Spotify says of the address that nobody has verified it. */
export const spotify: OAuthRow = {
	name: 'Spotify',
	issuer: 'https://api.spotify.com',
	scopes: ['user-read-email', 'user-read-private'],
	reauthentication: { show_dialog: 'true' },
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withPkce(new Spotify(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const user = await getJson('https://api.spotify.com/v1/me', accessToken, zUser);
		return { subject: user.id, email: user.email, displayName: user.display_name };
	}
};
