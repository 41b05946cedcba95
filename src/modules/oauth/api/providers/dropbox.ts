// From documentation.
import { Dropbox } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { withoutPkce, type OAuthRow } from './definition.ts';

const url = 'https://api.dropboxapi.com/2/users/get_current_account';
const zUser = z.object({
	account_id: z.string(),
	name: z.object({ display_name: z.string().nullish() }).nullish(),
	email: z.string().nullish(),
	email_verified: z.boolean().nullish()
});

export const dropbox: OAuthRow = {
	name: 'Dropbox',
	issuer: 'https://api.dropboxapi.com',
	scopes: ['account_info.read'],
	reauthentication: { force_reauthentication: 'true' },
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new Dropbox(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const user = await getJson(url, accessToken, zUser, { method: 'POST' });
		return {
			subject: user.account_id,
			email: user.email,
			emailVerified: user.email_verified,
			displayName: user.name?.display_name
		};
	}
};
