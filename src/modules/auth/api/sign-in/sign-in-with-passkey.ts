import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { isNewBrowser, type KnownBrowser } from '../browser/known-browser';
import { usePasskey } from '../factors/passkeys/use-passkey';
import type { PasskeyRefusal, VerifiedPasskey } from '../factors/passkeys/verify-passkey';
import { withPasskey } from '../factors/passkeys/with-passkey';
import { getUser } from '../user/user-store';
import { completeSignIn, type SignInOutcome } from './complete-sign-in';

type SignIn = {
	credential: string;
	browser: string | null;
	known: KnownBrowser | null;
	client: ClientContext;
};

/**
 * Signs in with a passkey: its challenge, its counter and the session are one transaction, so that
 * one answer, however often it is sent, begins one session.
 * @param input.browser from the `passkey` cookie, see `readPasskeyBrowser`. Without it nothing that
 * comes was asked for here.
 * @throws TryLaterError 429 past the limits, see `withPasskey`.
 */
export async function signInWithPasskey(
	input: SignIn
): Promise<{ ok: true; outcome: SignInOutcome } | PasskeyRefusal> {
	const { credential, browser, client } = input;
	const binding = browser === null ? null : { browser };
	const asked = { credential, purpose: 'sign-in', binding, client } as const;
	const result = await withPasskey(asked, (passkey) => begin(passkey, input));
	return result.ok ? { ok: true, outcome: result.value } : result;
}

/** `null` where somebody was quicker, or the account is gone: nothing is written then. */
const begin = (passkey: VerifiedPasskey, { known, client }: SignIn) =>
	db.transaction(async (tx) => {
		const now = new Date();
		const user = await getUser({ userId: passkey.userId }, tx);
		if (!user || !(await usePasskey({ passkey, now }, tx))) return null;
		const { id: passkeyId, isSyncable } = passkey;
		const proof = { method: 'passkey', passkeyId, isSyncable } as const;
		const newBrowser = isNewBrowser(known, user);
		return completeSignIn({ user, proof, newBrowser, client, now }, tx);
	});
