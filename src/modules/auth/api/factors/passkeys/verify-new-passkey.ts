import type { passkeys } from '../../../models/z.passkey';
import type { ChallengeBinding } from '../webauthn/challenge';

/** A passkey that was made and checked, and is not stored yet. */
export type NewPasskey = Omit<
	typeof passkeys.$inferInsert,
	'id' | 'userId' | 'name' | 'createdAt'
> & {
	/** What it goes by unless its owner says otherwise: its make, or browser and system. */
	proposedName: string;
	challenge: { id: string; expiresAt: Date };
};

/**
 * Checks what a browser made with {@link creationOptions} (WebAuthn, Level 3, section 7.1). Nothing
 * is written.
 * @param input.credential the JSON from the form's hidden field.
 */
export async function verifyNewPasskey(_: {
	credential: string;
	binding: ChallengeBinding;
	userAgent: string;
	now?: Date;
}): Promise<{ ok: true; passkey: NewPasskey } | { ok: false; reason: 'invalid' | 'expired' }> {
	throw new Error('not built yet');
}
