import { eq } from 'drizzle-orm';
import { refuseWhereReached } from '$modules/limits/api/reached-limits';
import { addressGroup, type ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { logSecurityEvent } from '@/server/log-security-event';
import { passkeys } from '../../../models/z.passkey';
import { usedChallenges } from '../../../models/z.used-challenge';
import { users } from '../../../models/z.user';
import { readChallenge, type ChallengeBinding } from '../webauthn/challenge';
import { readUsedCredential } from '../webauthn/read-credential';
import { verifyAssertion } from '../webauthn/verify-assertion';
import { reportCopiedPasskey } from './report-copied-passkey';

/** A passkey that was used and checked; nothing is written yet. */
export type VerifiedPasskey = {
	id: string;
	userId: string;
	isSyncable: boolean;
	/** What stands in the database, and what the authenticator says now. */
	oldCounter: number;
	counter: number;
	isBackedUp: boolean;
	challenge: { id: string; expiresAt: Date };
};

/** Why a passkey was refused, and whose it is where that is known. */
export type PasskeyRefusal =
	| { ok: false; reason: 'invalid' | 'expired' | 'copied'; userId?: string }
	/** No account has it: the browser may forget it. */
	| { ok: false; reason: 'unknown'; credentialId: string };

const refused = (reason: 'invalid' | 'expired' | 'copied', userId?: string): PasskeyRefusal => ({
	ok: false,
	reason,
	...(userId && { userId })
});

/**
 * Checks what a browser answered to {@link requestOptions} (WebAuthn, Level 3, section 7.2), the
 * counter after the signature. Nothing is written but, where a passkey bound to one device has
 * counted backwards, the record and the mail to its owner.
 * - `invalid`: also a challenge for another purpose, browser, session or account
 * - `expired`: the challenge is too old, or used up
 * - `unknown`: no account has that credential
 * - `copied`: the counter went back on a passkey bound to one device
 */
export async function verifyPasskey(input: {
	credential: string;
	purpose: 'sign-in' | 'confirm' | 'second-step';
	/** `null` where it is not known whom it was for: no challenge is theirs then. */
	binding: ChallengeBinding | null;
	client: ClientContext;
	now?: Date;
}): Promise<{ ok: true; passkey: VerifiedPasskey } | PasskeyRefusal> {
	const { purpose, binding, client, now = new Date() } = input;
	const credential = readUsedCredential(input.credential);
	if (!credential || !binding) return refused('invalid');
	const { id: credentialId, response, clientData } = credential;
	const { challenge } = clientData;
	const sealed = readChallenge({ challenge, purpose, binding, now });
	if (!sealed.ok) return refused(sealed.reason);
	const used = { id: sealed.id, expiresAt: sealed.expiresAt };
	const found = await findPasskey({ credentialId, challengeId: sealed.id });
	if (!found) return { ok: false, reason: 'unknown', credentialId };
	const { id, userId, handle, counter: oldCounter } = found;
	if (found.usedChallenge) return refused('expired', userId);
	if (found.erasingAt || ('userId' in binding && binding.userId !== userId)) {
		return refused('invalid', userId);
	}
	if (!fitsHandle(response.userHandle, handle)) return refused('invalid', userId);
	const { publicKey, algorithm } = found;
	const state = await verifyAssertion({ credential, publicKey, algorithm });
	if (!state) return refused('invalid', userId);

	if (hasFallen(oldCounter, state.counter)) {
		// By what it was when it was used last: a copy could say of itself what it likes.
		if (!found.isSyncable) {
			await refuseWhereReached(['passkey-client', addressGroup(client.address)]);
			await reportCopiedPasskey({ userId, name: found.name, challenge: used, client, now });
			return refused('copied', userId);
		}
		logSecurityEvent('passkey-counter-fell', { userId });
	}
	return { ok: true, passkey: { ...state, id, userId, oldCounter, challenge: used } };
}

/** Authenticators that do not count say 0 for ever; all others say more each time. */
const hasFallen = (before: number, now: number) => (before > 0 || now > 0) && now <= before;

/** Not all authenticators say whose passkey it is; what they say has to be so. */
const fitsHandle = (said: string | null, handle: string | null) =>
	said === null || Buffer.from(said, 'base64url').toString('hex') === handle;

/** In one query, so that its counter and its challenge are of the same moment. */
const findPasskey = ({
	credentialId,
	challengeId
}: {
	credentialId: string;
	challengeId: string;
}) =>
	db
		.select({
			id: passkeys.id,
			userId: passkeys.userId,
			name: passkeys.name,
			publicKey: passkeys.publicKey,
			algorithm: passkeys.algorithm,
			counter: passkeys.counter,
			isSyncable: passkeys.isSyncable,
			handle: users.passkeyHandle,
			erasingAt: users.erasingAt,
			usedChallenge: usedChallenges.id
		})
		.from(passkeys)
		.innerJoin(users, eq(users.id, passkeys.userId))
		.leftJoin(usedChallenges, eq(usedChallenges.id, challengeId))
		.where(eq(passkeys.credentialId, credentialId))
		.get();
