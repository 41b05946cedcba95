// From documentation.
import { Naver } from 'arctic';
import { z } from 'zod';
import { getJson } from '../http/get-json.ts';
import { withoutPkce, type OAuthRow } from './definition.ts';

const zUser = z.object({
	resultcode: z.literal('00'),
	response: z.object({
		id: z.string(),
		name: z.string().nullish(),
		nickname: z.string().nullish(),
		email: z.string().nullish()
	})
});

/** The address is one for contact that the person has entered. What is shared is set at Naver. */
export const naver: OAuthRow = {
	name: 'Naver',
	issuer: 'https://openapi.naver.com',
	scopes: [],
	reauthentication: { auth_type: 'reauthenticate' },
	createClient: ({ clientId, clientSecret }, redirectUri) =>
		withoutPkce(new Naver(clientId, clientSecret, redirectUri)),
	async read({ accessToken }) {
		const { response } = await getJson('https://openapi.naver.com/v1/nid/me', accessToken, zUser);
		return {
			subject: response.id,
			email: response.email,
			displayName: response.name ?? response.nickname
		};
	}
};
