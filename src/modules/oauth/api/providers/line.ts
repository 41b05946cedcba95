// From documentation.
import { Line } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { withPkce, type OAuthRow } from './definition.ts';

const zUser = z.object({ userId: z.string(), displayName: z.string().nullish() });

/** Its ID tokens for the web are signed with the client's secret (HS256), which we take from nobody. */
export const line: OAuthRow = {
	name: 'LINE',
	issuer: 'https://api.line.me',
	scopes: ['profile'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withPkce(new Line(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const user = await getJson('https://api.line.me/v2/profile', accessToken, zUser);
		return { subject: user.userId, displayName: user.displayName };
	}
};
