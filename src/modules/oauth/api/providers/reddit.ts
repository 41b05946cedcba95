// From documentation.
import { Reddit } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { withoutPkce, type OAuthRow } from './definition.ts';

const zUser = z.object({ id: z.string(), name: z.string().nullish() });

/** Reddit tells nobody an address. */
export const reddit: OAuthRow = {
	name: 'Reddit',
	issuer: 'https://oauth.reddit.com',
	scopes: ['identity'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new Reddit(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const { id, name } = await getJson('https://oauth.reddit.com/api/v1/me', accessToken, zUser);
		return { subject: id, displayName: name };
	}
};
