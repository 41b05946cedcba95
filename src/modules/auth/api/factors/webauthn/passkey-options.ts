import {
	generateAuthenticationOptions,
	generateRegistrationOptions,
	type AuthenticatorTransport,
	type PublicKeyCredentialCreationOptionsJSON,
	type PublicKeyCredentialRequestOptionsJSON
} from '@simplewebauthn/server';
import { createChallenge, type ChallengeBinding } from './challenge';
import { algorithms } from './cose-key';
import { relyingParty } from './relying-party';

/** What a page hands to the browser for making a passkey, and for using one. */
export type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;

/** A passkey as the browser is told of it. */
export type PasskeyDescriptor = { credentialId: string; transports: string[] };

/** How long a dialog may stay open, in milliseconds: time to fetch the key from another room. */
const TIMEOUT = 300_000;

/** What authenticators keep of a name (WebAuthn, Level 3, section 6.4.1), in bytes. */
const NAME_BYTES = 64;

/** Options for making a passkey; `null` where this site can have none. */
export async function creationOptions(input: {
	account: { handle: string; email: string; displayName: string | null };
	/** All that the account has. */
	exclude: PasskeyDescriptor[];
	binding: ChallengeBinding;
	isAutomatic?: boolean;
}): Promise<CreationOptions | null> {
	const { account, exclude, binding, isAutomatic = false } = input;
	const rp = relyingParty();
	if (!rp) return null;
	const options = await generateRegistrationOptions({
		rpName: rp.name,
		rpID: rp.id,
		userID: Uint8Array.from(Buffer.from(account.handle, 'hex')),
		userName: shorten(account.email),
		userDisplayName: shorten(account.displayName?.trim() || account.email),
		challenge: bytesOf(createChallenge({ purpose: 'add', binding, isAutomatic })),
		timeout: TIMEOUT,
		attestationType: 'none',
		excludeCredentials: exclude.map(describe),
		authenticatorSelection: {
			residentKey: 'required',
			// A browser that makes one without a word cannot ask, and refuses where it must.
			userVerification: isAutomatic ? 'preferred' : 'required'
		},
		supportedAlgorithmIDs: [...algorithms]
	});
	// The device at hand first; the others stay a click away.
	return { ...options, hints: ['client-device', 'hybrid', 'security-key'] };
}

/** Options for using a passkey; `null` where this site can have none, or the account has none. */
export async function requestOptions(input: {
	purpose: 'sign-in' | 'confirm' | 'second-step';
	binding: ChallengeBinding;
	/** Those of the account; absent at sign-in, where nobody is known yet. */
	allow?: PasskeyDescriptor[];
}): Promise<RequestOptions | null> {
	const { purpose, binding, allow } = input;
	const rp = relyingParty();
	// An empty list would say that any passkey will do.
	if (!rp || allow?.length === 0) return null;
	return generateAuthenticationOptions({
		rpID: rp.id,
		challenge: bytesOf(createChallenge({ purpose, binding })),
		timeout: TIMEOUT,
		userVerification: 'required',
		allowCredentials: allow?.map(describe) ?? []
	});
}

const bytesOf = (challenge: string) => Uint8Array.from(Buffer.from(challenge, 'base64url'));

/** Transports as the browser named them, known to us or not; none where it named none. */
const describe = ({ credentialId, transports }: PasskeyDescriptor) => ({
	id: credentialId,
	...(transports.length > 0 && { transports: transports as AuthenticatorTransport[] })
});

/** As much of a name as fits, cut between two characters. */
function shorten(name: string): string {
	let short = '';
	for (const letter of name) {
		if (Buffer.byteLength(short + letter) > NAME_BYTES) break;
		short += letter;
	}
	return short;
}
