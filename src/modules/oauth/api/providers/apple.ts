import { createPrivateKey } from 'node:crypto';
import { Apple } from 'arctic';
import { z } from 'zod';
import { ProviderError } from '../identity/provider.ts';
import { withoutPkce, type OpenIdRow } from './definition.ts';

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

/** The key (PKCS #8, P-256) as DER, from PEM with real or escaped line ends; null if it is none. */
function readPrivateKey(value: string): Uint8Array | null {
	try {
		const key = createPrivateKey(value.replaceAll('\\n', '\n'));
		const { namedCurve } = key.asymmetricKeyDetails ?? {};
		if (key.asymmetricKeyType !== 'ec' || namedCurve !== 'prime256v1') return null;
		return new Uint8Array(key.export({ type: 'pkcs8', format: 'der' }));
	} catch {
		return null;
	}
}

const isTenCharacters = (value: string) => /^\w{10}$/.test(value);

export const apple: OpenIdRow = {
	name: 'Apple',
	variables: {
		TEAM_ID: { required: true, expected: 'the 10 characters of the team', fits: isTenCharacters },
		KEY_ID: { required: true, expected: 'the 10 characters of the key', fits: isTenCharacters },
		PRIVATE_KEY: {
			required: true,
			expected: 'the P-256 key of the .p8 file, with its lines or \\n between them',
			fits: (value) => readPrivateKey(value) !== null
		}
	},
	signsItsSecret: true,
	scopes: ['name', 'email'],
	// Required with these scopes: Apple posts its answer to the callback.
	parameters: { response_mode: 'form_post' },
	createClient({ clientId, extras }, redirectUri) {
		const key = readPrivateKey(extras.PRIVATE_KEY ?? '');
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
