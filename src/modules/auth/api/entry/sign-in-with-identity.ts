import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { isRefusedEmail } from '@/server/email-address';
import { getUser, getUserByEmail } from '../user/user-store';
import { completeSignIn, type SignInOutcome } from '../sign-in/complete-sign-in';
import { isNewBrowser, type KnownBrowser } from '../browser/known-browser';
import type { DeviceTrust } from '../factors/trusted-devices/device-cookie';
import { hasOpenInvitation } from '../invitations/invitation-store';
import { createAccount } from '../sign-up/create-account';
import { touchConnection } from '../connections/connection-store';
import { createPendingConnection } from '../connections/pending-connection-store';
import type { Identity } from '$modules/oauth/api/identity/provider';

export type IdentitySignIn =
	| { kind: 'signed-in'; outcome: SignInOutcome }
	/** The identity waits, first for its address to be proved, then for that address's owner. */
	| { kind: 'prove-address' | 'prove-account' }
	| { kind: 'refused'; reason: 'no-account' | 'signed-in-already' };

/**
 * Signs in with an identity at a provider. A known one opens its account, whatever its address is by
 * now; an unknown one never opens an account that exists, whatever its address is.
 * @param input.transactionId binds an identity that has to wait to the browser.
 * @param input.isSignedIn in this browser, so that nothing may wait there for another account.
 * @param input.signUp who may get an account by a provider: everybody, those whose address is invited, nobody.
 */
export async function signInWithIdentity(input: {
	identity: Identity;
	transactionId: string;
	redirectTo: string;
	isSignedIn: boolean;
	signUp: 'open' | 'invite' | 'closed';
	known: KnownBrowser | null;
	/** Which accounts trust the browser, see `readDevices`. */
	devices?: readonly DeviceTrust[];
	client: ClientContext;
	now?: Date;
}): Promise<IdentitySignIn> {
	const { identity, transactionId, redirectTo, signUp, client, now = new Date() } = input;
	const { devices } = input;
	const { provider } = identity;
	/** The provider says whose it is; any other address proves nothing. */
	const email = identity.emailVerified ? identity.email : null;
	const waits = { id: transactionId, identity, redirectTo, now };

	return db.transaction(async (tx) => {
		const userId = await touchConnection({ identity, now }, tx);
		if (userId) {
			const user = await getUser({ userId }, tx);
			const newBrowser = user !== null && isNewBrowser(input.known, user);
			const proof = { method: 'provider', provider } as const;
			const outcome = await completeSignIn({ user, proof, newBrowser, devices, client, now }, tx);
			// Else its account is being erased, and the identity is nobody's from then on.
			if (outcome) return { kind: 'signed-in', outcome };
		}
		if (input.isSignedIn) return { kind: 'refused', reason: 'signed-in-already' };

		if (email && (await getUserByEmail({ email }, tx))) {
			await createPendingConnection(waits, tx);
			return { kind: 'prove-account' };
		}
		const isInvited =
			signUp === 'invite' && email !== null && (await hasOpenInvitation({ email, now }, tx));
		if (email && signUp === 'open' && isRefusedEmail(email)) {
			// What the provider says of it is worth nothing here: another one has to be proved.
			const unproved = { ...identity, emailVerified: false };
			await createPendingConnection({ ...waits, identity: unproved }, tx);
			return { kind: 'prove-address' };
		}
		if (email && (signUp === 'open' || isInvited)) {
			const outcome = await createAccount(
				{ email, wayIn: { method: 'provider', identity }, client, now },
				tx
			);
			if (outcome) return { kind: 'signed-in', outcome };
		}
		if (signUp !== 'open') return { kind: 'refused', reason: 'no-account' };
		await createPendingConnection(waits, tx);
		return { kind: 'prove-address' };
	});
}
