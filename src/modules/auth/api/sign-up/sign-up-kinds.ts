import { parts } from '@/site';
import { listProviders } from '$modules/oauth/api/get-provider';
import { relyingParty } from '../factors/webauthn/relying-party';

/** By what an account can begin here: what this site wants (`src/lib/site.ts`), as far as it can. */
export function signUpKinds() {
	const { password, passkey, provider } = parts.signUpBy;
	return {
		password,
		passkey: passkey && relyingParty() !== null,
		providers: provider ? listProviders() : []
	};
}

/**
 * Whether an account may begin so, as far as the site says. One that asks for a passkey where none can be
 * made proves its address all the same, and sets a password.
 */
export const maySignUpBy = (method: 'password' | 'passkey'): boolean => parts.signUpBy[method];
