import type { ChallengeBinding } from '../webauthn/challenge';

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

/**
 * Checks what a browser answered to {@link requestOptions} (WebAuthn, Level 3, section 7.2), the
 * counter after the signature. Nothing is written but, where a passkey bound to one device has
 * counted backwards, the record and the mail to its owner.
 * - `unknown`: no account has that credential
 * - `copied`: the counter went back on a passkey bound to one device
 */
export async function verifyPasskey(_: {
	credential: string;
	purpose: 'sign-in' | 'confirm';
	binding: ChallengeBinding;
	now?: Date;
}): Promise<
	| { ok: true; passkey: VerifiedPasskey }
	| { ok: false; reason: 'invalid' | 'expired' | 'copied' }
	| { ok: false; reason: 'unknown'; credentialId: string }
> {
	throw new Error('not built yet');
}
