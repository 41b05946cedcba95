import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { UsedCredential } from './read-credential';
import { relyingParty } from './relying-party';

/** What an authenticator says of itself, under its signature. */
export type Assertion = { counter: number; isSyncable: boolean; isBackedUp: boolean };

/**
 * Checks that a passkey was used for this site, with its owner verified (WebAuthn, Level 3, section
 * 7.2). Whose challenge it was is for the caller to say, and so is what its counter means: the library
 * would judge that before the signature, so that a forged answer could alarm the owner. No counter is
 * lower than the 0 that it is given.
 * @param input.publicKey as a COSE key.
 * @returns `null` where it proves nothing.
 */
export async function verifyAssertion(input: {
	credential: UsedCredential;
	publicKey: Buffer;
	/** Its algorithm, by COSE's number. */
	algorithm: number;
}): Promise<Assertion | null> {
	const { id, rawId, type, response, clientData } = input.credential;
	const { clientDataJSON, authenticatorData, signature } = response;
	const rp = relyingParty();
	if (!rp || !isWhole(signature, input.algorithm)) return null;
	try {
		const { verified, authenticationInfo: used } = await verifyAuthenticationResponse({
			response: {
				id,
				rawId,
				type,
				response: { clientDataJSON, authenticatorData, signature },
				clientExtensionResults: {}
			},
			expectedChallenge: clientData.challenge,
			expectedOrigin: rp.origin,
			expectedRPID: rp.id,
			credential: { id, publicKey: new Uint8Array(input.publicKey), counter: 0 },
			requireUserVerification: true
		});
		if (!verified) return null;
		const isSyncable = used.credentialDeviceType === 'multiDevice';
		return { counter: used.newCounter, isSyncable, isBackedUp: used.credentialBackedUp };
	} catch {
		// It throws for each thing that is wrong, and for bytes that it cannot read.
		return null;
	}
}

const ES256 = -7;

/** By what a sequence begins in DER (ITU-T X.690, 8.9). */
const SEQUENCE = 0x30;

/**
 * The library takes more for a signature in DER than is one: other tags for its sequence, and bytes
 * behind it, which says its own length: short, for this curve.
 */
function isWhole(signature: string, algorithm: number): boolean {
	const bytes = Buffer.from(signature, 'base64url');
	return algorithm !== ES256 || (bytes[0] === SEQUENCE && bytes.length === 2 + (bytes[1] ?? 0));
}
