import { Apple } from 'arctic';
import { z } from 'zod';
import { readApplePrivateKey } from '@/server/env-provider-rules';
import { ProviderError } from '../identity/provider';
import { withoutPkce, type OpenIdRow } from './definition';

const zUser = z.object({
	name: z.object({ firstName: z.string().nullish(), lastName: z.string().nullish() })
});

/** The name comes once, beside the first code, and unsigned: good enough to greet with. */
function readName(user: string | null): string | undefined {
	try {
		const { name } = zUser.parse(JSON.parse(user ?? ''));
		return [name.firstName, name.lastName].filter(Boolean).join(' ');
	} catch {
		return undefined;
	}
}

export const apple: OpenIdRow = {
	name: 'Apple',
	scopes: ['name', 'email'],
	// Required with these scopes: Apple posts its answer to the callback.
	parameters: { response_mode: 'form_post' },
	createClient({ clientId, extras }, redirectUri) {
		const key = readApplePrivateKey(extras.PRIVATE_KEY ?? '');
		if (!key) throw new ProviderError('misconfigured', 'OAUTH_APPLE_PRIVATE_KEY is no key');
		const { TEAM_ID = '', KEY_ID = '' } = extras;
		return withoutPkce(new Apple(clientId, TEAM_ID, KEY_ID, key, redirectUri));
	},
	openid: () => ({
		issuer: 'https://appleid.apple.com',
		jwksUri: 'https://appleid.apple.com/auth/keys',
		algorithms: ['RS256']
	}),
	read: ({ sub, email, email_verified }, { callback }) => ({
		subject: sub,
		email,
		emailVerified: email_verified,
		displayName: readName(callback.get('user'))
	})
};
