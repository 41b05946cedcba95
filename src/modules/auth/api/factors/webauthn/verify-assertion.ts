import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { Assertion } from './read-assertion';
import { relyingParty } from './relying-party';

/** What an authenticator says of itself, under its signature. */
export type AssertedState = { counter: number; isSyncable: boolean; isBackedUp: boolean };

/**
 * Checks that a passkey made an assertion for this site, with its owner verified (WebAuthn, Level 3,
 * section 7.2). The challenge was read before, and the counter is the caller's to judge: the library
 * would do it before the signature, so that a forged answer could alarm the owner. No counter is
 * lower than the one it is given.
 * @param publicKey as a COSE key.
 * @returns `null` where it proves nothing.
 */
export async function verifyAssertion(
	{ json, challenge }: Assertion,
	publicKey: Buffer
): Promise<AssertedState | null> {
	const site = relyingParty();
	if (!site) return null;
	try {
		const { verified, authenticationInfo } = await verifyAuthenticationResponse({
			response: json,
			expectedChallenge: challenge,
			expectedOrigin: site.origin,
			expectedRPID: site.id,
			credential: { id: json.id, publicKey: new Uint8Array(publicKey), counter: 0 },
			requireUserVerification: true
		});
		if (!verified) return null;
		const { newCounter, credentialDeviceType, credentialBackedUp } = authenticationInfo;
		const isSyncable = credentialDeviceType === 'multiDevice';
		return { counter: newCounter, isSyncable, isBackedUp: credentialBackedUp };
	} catch {
		// It throws for each thing that is wrong, and for bytes that it cannot read.
		return null;
	}
}
