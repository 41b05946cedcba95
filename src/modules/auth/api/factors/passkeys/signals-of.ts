import type { CreationOptions } from '../webauthn/passkey-options';

/** What password managers are told of an account, so that their list stays true (Signal API). */
export type PasskeySignals = {
	rpId: string;
	/** The account's handle, in base64url. */
	userId: string;
	name: string;
	displayName: string;
	/** All that the account has: what a manager holds besides opens nothing. */
	credentialIds: string[];
};

/** The same account in the same words as the options for making a passkey have them. */
export function signalsOf({
	rp,
	user,
	excludeCredentials
}: CreationOptions): PasskeySignals | null {
	if (!rp.id) return null;
	return {
		rpId: rp.id,
		userId: user.id,
		name: user.name,
		displayName: user.displayName,
		credentialIds: (excludeCredentials ?? []).map(({ id }) => id)
	};
}
