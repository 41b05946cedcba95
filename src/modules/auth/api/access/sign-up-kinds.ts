import { env } from '@/server/env';
import { parts } from '@/site';
import { listProviders } from '$modules/oauth/api/get-provider';

/** By what an account can begin here: what this site wants (`src/lib/site.ts`), as far as it can. */
export function signUpKinds() {
	const { password, passkey, provider } = parts.signUpBy;
	const kinds = {
		password,
		passkey: passkey && env().passkeysAvailable,
		providers: provider ? listProviders() : []
	};
	const none = !kinds.password && !kinds.passkey && kinds.providers.length === 0;
	return { ...kinds, none };
}

/**
 * Whether an account may begin so. One that asks for a passkey where the site's address allows none
 * proves its address all the same, and sets a password, where it may.
 */
export function maySignUpBy(kind: 'password' | 'passkey' | 'provider'): boolean {
	const { password, passkey, providers } = signUpKinds();
	if (kind === 'provider') return providers.length > 0;
	if (kind === 'password') return password;
	return passkey || (password && parts.signUpBy.passkey);
}

/** What is asked of whoever begins an account: one of the two, or that a provider vouches for them. */
export function whatSignUpAsks(): 'either' | 'password' | 'passkey' | 'provider' {
	const { password, passkey } = signUpKinds();
	if (password) return passkey ? 'either' : 'password';
	return passkey ? 'passkey' : 'provider';
}

/** Who may get an account: everybody, those whose address is invited, or nobody. */
export const whoMaySignUp = (): 'open' | 'invite' | 'closed' =>
	signUpKinds().none ? 'closed' : env().SIGN_UP;
