// From documentation.
import { Figma } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { withoutPkce, type OAuthRow } from './definition.ts';

const zUser = z.object({
	id: z.string(),
	handle: z.string().nullish(),
	email: z.string().nullish()
});

export const figma: OAuthRow = {
	name: 'Figma',
	issuer: 'https://api.figma.com',
	scopes: ['current_user:read'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new Figma(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const { id, email, handle } = await getJson('https://api.figma.com/v1/me', accessToken, zUser);
		return { subject: id, email, displayName: handle };
	}
};
