import { verifyRegistrationResponse } from '@simplewebauthn/server';
import {
	decodeAttestationObject,
	decodeCredentialPublicKey,
	parseAuthenticatorData
} from '@simplewebauthn/server/helpers';
import { algorithms, usableAlgorithm } from './cose-key';
import type { NewCredential } from './read-credential';
import { relyingParty } from './relying-party';
import { endOfCbor } from './whole-cbor';

/** What a registration proves of a passkey. */
export type Registration = {
	credentialId: string;
	publicKey: Buffer;
	algorithm: number;
	counter: number;
	transports: string[];
	aaguid: string;
	isSyncable: boolean;
	isBackedUp: boolean;
};

/** Ids of fewer bytes are no authenticator's (WebAuthn, Level 3, section 4, Credential ID). */
const ID_BYTES = { min: 16, max: 1_023 };

/** Where the key begins: behind hash, flags, counter, AAGUID and the length of the id. */
const ID_AT = 32 + 1 + 4 + 16 + 2;

/**
 * Checks a registration by the library, and what it lets through: CBOR that is cut, an id that the
 * browser names otherwise, a key that no signature can match (WebAuthn, Level 3, section 7.1).
 * @param input.isAutomatic the owner was neither asked nor verified, see `createChallenge`.
 * @returns `null` where anything is wrong.
 */
export async function verifyRegistration(input: {
	credential: NewCredential;
	isAutomatic: boolean;
}): Promise<Registration | null> {
	const { credential, isAutomatic } = input;
	const { id, rawId, type, response, clientData } = credential;
	const rp = relyingParty();
	const attestation = Buffer.from(response.attestationObject, 'base64url');
	if (!rp || endOfCbor(attestation) !== attestation.length) return null;
	const { clientDataJSON, attestationObject } = response;
	try {
		const { registrationInfo: made } = await verifyRegistrationResponse({
			response: {
				id,
				rawId,
				type,
				response: { clientDataJSON, attestationObject },
				clientExtensionResults: {}
			},
			expectedChallenge: clientData.challenge,
			expectedOrigin: rp.origin,
			expectedRPID: rp.id,
			requireUserPresence: !isAutomatic,
			requireUserVerification: !isAutomatic,
			supportedAlgorithmIDs: [...algorithms]
		});
		const authData = decodeAttestationObject(attestation).get('authData');
		if (!made || made.credential.id !== id || !isWhole(Buffer.from(authData))) return null;
		const algorithm = usableAlgorithm(decodeCredentialPublicKey(made.credential.publicKey));
		if (algorithm === null) return null;
		const isSyncable = made.credentialDeviceType === 'multiDevice';
		return {
			credentialId: id,
			publicKey: Buffer.from(made.credential.publicKey),
			algorithm,
			counter: made.credential.counter,
			transports: withHybrid(response.transports, isSyncable),
			aaguid: made.aaguid,
			isSyncable,
			isBackedUp: made.credentialBackedUp
		};
	} catch {
		// The library throws for everything that is not as it should be, and says so with parts of it.
		return null;
	}
}

/** Whether an id of a right length, the key, and what extensions say fill the authenticator data. */
function isWhole(authData: Buffer): boolean {
	const { credentialID, flags } = parseAuthenticatorData(Uint8Array.from(authData));
	const idBytes = credentialID?.length ?? 0;
	if (idBytes < ID_BYTES.min || idBytes > ID_BYTES.max) return false;
	const key = endOfCbor(authData, ID_AT + idBytes);
	const end = key !== null && flags.ed ? endOfCbor(authData, key) : key;
	return end === authData.length;
}

/** A passkey that is synced is on the phone too, where the browser says that it is in this device. */
const withHybrid = (transports: string[], isSyncable: boolean) =>
	isSyncable && transports.join() === 'internal' ? ['internal', 'hybrid'] : transports;
