import type { ClientContext } from '@/server/client-context';
import { env } from '@/server/env';
import { isSessionEnded } from '@/server/db/errors';
import { maySignUpBy, whoMaySignUp } from '../access/sign-up-kinds';
import type { KnownBrowser } from '../browser/known-browser';
import type { DeviceTrust } from '../factors/trusted-devices/device-cookie';
import { confirmWithIdentity } from '../connections/confirm-with-identity';
import { connectIdentity } from '../connections/connect-identity';
import { asOwner, type SessionOwner } from '../session/session-owner';
import { getProvider } from '$modules/oauth/api/get-provider';
import { callbackPath } from '$modules/oauth/routes/route-policy';
import {
	ProviderError,
	type Identity,
	type ProviderErrorCode
} from '$modules/oauth/api/identity/provider';
import { signInWithIdentity, type IdentitySignIn } from './sign-in-with-identity';
import {
	consumeTransaction,
	type OauthTransaction
} from '$modules/oauth/api/transaction/transaction-store';
import { findTransactionSecrets } from '$modules/oauth/api/transaction/transaction-secrets';

/**
 * Why a way to a provider and back led nowhere. Besides what the provider did:
 * - mismatch: it did not begin in this browser, or the answer is not to what it asked
 * - expired: it took too long, was used already, or went with the session in which it began
 * - other-session: it began for another person or in a session that has ended
 * - no-account: no account is connected to it, and none is made by it
 */
export type AuthorizationFailure =
	| ProviderErrorCode
	| 'mismatch'
	| 'expired'
	| 'other-session'
	| 'no-account'
	| 'signed-in-already'
	| 'elsewhere'
	| 'another'
	| 'not-connected'
	| 'not-fresh'
	| 'second-step';

export type Completion = { transaction: OauthTransaction | null } & (
	| Exclude<IdentitySignIn, { kind: 'refused' }>
	| { kind: 'connected' }
	| { kind: 'confirmed'; token: string }
	| { kind: 'failed'; reason: AuthorizationFailure; cause?: ProviderError }
);

export type Callback = {
	provider: string;
	/** The query as the provider sent it. */
	search: string;
	cookieId: string;
	/** Of the cookie that the state names, if this browser has it. */
	token: string | null;
	/** Who is signed in here. */
	owner: SessionOwner | null;
	known: KnownBrowser | null;
	/** Which accounts trust the browser, see `readDevices`. */
	devices?: readonly DeviceTrust[];
	client: ClientContext;
};

const failed = (reason: AuthorizationFailure, cause?: ProviderError) =>
	({ kind: 'failed', reason, cause }) as const;

/**
 * Takes a provider's answer: makes sure that it is the answer to what this browser asked, uses the
 * transaction up, asks the provider who it is, and does what the transaction was for.
 */
export async function completeAuthorization(callback: Callback): Promise<Completion> {
	const { cookieId, token, owner } = callback;
	const now = new Date();
	const provider = getProvider(callback.provider);
	const url = new URL(env().ORIGIN + callbackPath(callback.provider));
	url.search = callback.search;
	if (!provider || !token) return { transaction: null, ...failed('mismatch') };

	const [state = '', ...more] = url.searchParams.getAll('state');
	const secrets = more.length === 0 ? findTransactionSecrets(cookieId, token, state) : null;
	if (!secrets) {
		return { transaction: null, ...failed('mismatch') };
	}
	const transaction = await consumeTransaction({ token, provider: provider.id, now });
	if (!transaction) return { transaction, ...failed('expired') };
	const { purpose, userId, sessionId } = transaction;
	if (purpose !== 'sign-in' && (owner?.userId !== userId || owner?.sessionId !== sessionId)) {
		return { transaction, ...failed('other-session') };
	}

	const reauthenticate = purpose === 'confirm';
	try {
		const identity = await provider.fetchIdentity(url, { ...secrets, reauthenticate });
		return { transaction, ...(await act({ ...callback, now }, transaction, identity)) };
	} catch (error) {
		if (isSessionEnded(error)) return { transaction, ...failed('other-session') };
		if (!(error instanceof ProviderError)) throw error;
		return { transaction, ...failed(error.code, error) };
	}
}

async function act(callback: Callback & { now: Date }, sent: OauthTransaction, identity: Identity) {
	const { owner, client, now } = callback;
	if (sent.purpose === 'sign-in') {
		const result = await signInWithIdentity({
			identity,
			transactionId: sent.id,
			redirectTo: sent.redirectTo,
			isSignedIn: owner !== null,
			signUp: maySignUpBy('provider') ? whoMaySignUp() : 'closed',
			known: callback.known,
			devices: callback.devices,
			client,
			now
		});
		return result.kind === 'refused' ? failed(result.reason) : result;
	}
	if (!owner) return failed('other-session');
	if (sent.purpose === 'connect') {
		const { userId } = owner;
		const result = await asOwner(owner, (tx, now) =>
			connectIdentity({ userId, identity, client, now }, tx)
		);
		return result.ok ? ({ kind: 'connected' } as const) : failed(result.reason);
	}
	const result = await confirmWithIdentity({ owner, identity, sentAt: sent.createdAt, client });
	return result.ok ? ({ kind: 'confirmed', token: result.token } as const) : failed(result.reason);
}
