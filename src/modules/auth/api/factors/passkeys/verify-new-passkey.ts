import { logSecurityEvent } from '@/server/log-security-event';
import type { passkeys } from '../../../models/z.passkey';
import { readChallenge, type ChallengeBinding } from '../webauthn/challenge';
import { readNewCredential } from '../webauthn/read-credential';
import { verifyRegistration } from '../webauthn/verify-registration';
import { proposePasskeyName } from './passkey-name';

/** A passkey that was made and checked, and is not stored yet. */
export type NewPasskey = Omit<
	typeof passkeys.$inferInsert,
	'id' | 'userId' | 'name' | 'createdAt'
> & {
	/** What it goes by unless its owner says otherwise: its make, or browser and system. */
	proposedName: string;
	challenge: { id: string; expiresAt: Date };
};

type Result = { ok: true; passkey: NewPasskey } | { ok: false; reason: 'invalid' | 'expired' };

/**
 * Checks what a browser made with {@link creationOptions} (WebAuthn, Level 3, section 7.1). Nothing
 * is written, and the challenge is as good as before where it is refused. Whether the owner may go
 * unverified is for the challenge to say, not for the answer.
 * @param input.credential the JSON from the form's hidden field.
 */
export async function verifyNewPasskey(input: {
	credential: string;
	binding: ChallengeBinding;
	userAgent: string;
	now?: Date;
}): Promise<Result> {
	const result = await verify(input);
	if (!result.ok) {
		const { binding } = input;
		const whose = 'userId' in binding ? { userId: binding.userId } : {};
		logSecurityEvent('passkey-refused', { ...whose, purpose: 'add', reason: result.reason });
	}
	return result;
}

async function verify(input: Parameters<typeof verifyNewPasskey>[0]): Promise<Result> {
	const { binding, userAgent, now = new Date() } = input;
	const credential = readNewCredential(input.credential);
	if (!credential) return { ok: false, reason: 'invalid' };
	const { challenge } = credential.clientData;
	const read = readChallenge({ challenge, purpose: 'add', binding, now });
	if (!read.ok) return read;
	const { id, isAutomatic, expiresAt } = read;
	const made = await verifyRegistration({ credential, isAutomatic });
	if (!made) return { ok: false, reason: 'invalid' };
	const proposedName = proposePasskeyName({ aaguid: made.aaguid, userAgent });
	return {
		ok: true,
		passkey: { ...made, isAutomatic, proposedName, challenge: { id, expiresAt } }
	};
}
