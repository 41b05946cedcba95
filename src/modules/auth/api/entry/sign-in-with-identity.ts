import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { isRefusedEmail } from '@/server/email-address';
import { isUnsettled } from '../user/has-way-in';
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

		const there = email ? await getUserByEmail({ email }, tx) : null;
		// One that was left without a way in has no owner who could sign in: it is as good as none.
		if (there && !(await isUnsettled(there, tx))) {
			await createPendingConnection(waits, tx);
			return { kind: 'prove-account' };
		}
		// One that an invited person has begun is theirs to take up by whatever proves the address.
		const mayTakeUp = !there || signUp === 'invite';
		if (email && mayTakeUp && (await mayHaveAccount({ email, signUp, now }, tx))) {
			const outcome = await createAccount(
				{ email, wayIn: { method: 'provider', identity }, client, now },
				tx
			);
			if (outcome) return { kind: 'signed-in', outcome };
		}
		if (signUp !== 'open') return { kind: 'refused', reason: 'no-account' };
		// Here the provider's word is not enough, also where an address is kept for who left it lately.
		const unproved = { ...identity, emailVerified: false };
		await createPendingConnection({ ...waits, identity: unproved }, tx);
		return { kind: 'prove-address' };
	});
}

/** Whether somebody with this address gets an account at the word of a provider. */
async function mayHaveAccount(
	{ email, signUp, now }: { email: string; signUp: 'open' | 'invite' | 'closed'; now: Date },
	executor: Executor
): Promise<boolean> {
	if (signUp === 'open') return !isRefusedEmail(email);
	return signUp === 'invite' && hasOpenInvitation({ email, now }, executor);
}
