// From documentation.
import { Kakao } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { withoutPkce, type OAuthRow } from './definition.ts';

const zUser = z.object({
	id: z.int().positive(),
	kakao_account: z
		.object({
			profile: z.object({ nickname: z.string().nullish() }).nullish(),
			email: z.string().nullish(),
			is_email_valid: z.boolean().nullish(),
			is_email_verified: z.boolean().nullish()
		})
		.nullish()
});

export const kakao: OAuthRow = {
	name: 'Kakao',
	issuer: 'https://kapi.kakao.com',
	scopes: ['account_email', 'profile_nickname'],
	reauthentication: { prompt: 'login' },
	alsoVisits: ['https://accounts.kakao.com'],
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new Kakao(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const { id, kakao_account: account } = await getJson(
			'https://kapi.kakao.com/v2/user/me',
			accessToken,
			zUser
		);
		return {
			subject: String(id),
			email: account?.email,
			// Valid: not handed on to another account since it was verified.
			emailVerified: account?.is_email_valid === true && account.is_email_verified === true,
			displayName: account?.profile?.nickname
		};
	}
};
