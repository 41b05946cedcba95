import type { PasskeySignals } from '$modules/auth/api/factors/passkeys/signals-of';
import { underWay } from './ceremony';

// The Signal API (WebAuthn, Level 3, section 5.1.10): what a password manager offers stays what opens
// something here. Best effort: not every browser knows it, and none says whether it was heard.

/** Says which passkeys an account has, all of them, and how it is called. Only to its owner. */
export async function signalAccount(signals: PasskeySignals): Promise<void> {
	const { rpId, userId, name, displayName, credentialIds } = signals;
	const account = { rpId, userId };
	const accepted = { ...account, allAcceptedCredentialIds: credentialIds };
	await quietly(() => api()?.signalAllAcceptedCredentials?.(accepted));
	await quietly(() => api()?.signalCurrentUserDetails?.({ ...account, name, displayName }));
}

/** Says that no account has a passkey: it can be forgotten, which cannot be taken back. */
export const signalUnknown = (unknown: { rpId: string; credentialId: string }): Promise<void> =>
	quietly(() => api()?.signalUnknownCredential?.(unknown));

/** Whether this browser would pass on how an account is called. */
export const canSignal = (): boolean => Boolean(api()?.signalCurrentUserDetails);

const api = (): Partial<typeof PublicKeyCredential> | null =>
	typeof PublicKeyCredential === 'function' ? PublicKeyCredential : null;

/** Browsers hear one at a time, in order: the last one said is what holds. */
let turn: Promise<void> = Promise.resolve();

const quietly = (signal: () => Promise<void> | undefined): Promise<void> =>
	(turn = turn.then(() => attempt(signal)).catch(() => undefined));

async function attempt(signal: () => Promise<void> | undefined): Promise<void> {
	try {
		await signal();
	} catch {
		// Refused while a passkey is asked for; else another site's address, or a manager that does not
		// listen: the list there is older, no more.
		const busy = underWay();
		if (!busy) return;
		await busy;
		await signal();
	}
}
