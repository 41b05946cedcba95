// From documentation.
import { Notion } from 'arctic';
import { z } from 'zod';
import { parseShape } from '../http/get-json.ts';
import { withoutPkce, type OAuthRow } from './definition.ts';

const zTokens = z.object({
	owner: z.object({
		type: z.literal('user'),
		user: z.object({
			id: z.string(),
			name: z.string().nullish(),
			person: z.object({ email: z.string().nullish() }).nullish()
		})
	})
});

/** The person comes with the token; what an integration may see is set at Notion. */
export const notion: OAuthRow = {
	name: 'Notion',
	issuer: 'https://api.notion.com',
	scopes: [],
	alsoVisits: ['https://www.notion.so', 'https://www.notion.com', 'https://app.notion.com'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new Notion(clientId, clientSecret, redirectUri)),
	read({ tokens }) {
		const { user } = parseShape(zTokens, tokens, 'the token of Notion').owner;
		return { subject: user.id, email: user.person?.email, displayName: user.name };
	}
};
