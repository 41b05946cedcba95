import type { ClientContext } from '@/server/client-context';
import type { KnownBrowser } from '../browser/known-browser';
import type { SignInOutcome } from './complete-sign-in';

/**
 * Signs in with a passkey. Failed tries count for the client's address, never for an account: limits
 * on passwords do not hinder a passkey, nor the other way round.
 * @param input.browser from the `passkey` cookie, see `readPasskeyBrowser`.
 * @throws TryLaterError 429 past the client's limit.
 */
export async function signInWithPasskey(_: {
	credential: string;
	browser: string | null;
	known: KnownBrowser | null;
	client: ClientContext;
}): Promise<
	| { ok: true; outcome: SignInOutcome }
	| { ok: false; reason: 'invalid' | 'expired' | 'copied' }
	/** No account has it: the browser may forget it. */
	| { ok: false; reason: 'unknown'; credentialId: string }
> {
	throw new Error('not built yet');
}
