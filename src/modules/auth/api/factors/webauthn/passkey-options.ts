import type {
	PublicKeyCredentialCreationOptionsJSON,
	PublicKeyCredentialRequestOptionsJSON
} from '@simplewebauthn/server';
import type { ChallengeBinding } from './challenge';

/** What a page hands to the browser for making a passkey, and for using one. */
export type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;

/** A passkey as the browser is told of it. */
export type PasskeyDescriptor = { credentialId: string; transports: string[] };

/** Options for making a passkey; `null` where this site can have none. */
export async function creationOptions(_: {
	account: { handle: string; email: string; displayName: string | null };
	/** All that the account has. */
	exclude: PasskeyDescriptor[];
	binding: ChallengeBinding;
	isAutomatic?: boolean;
}): Promise<CreationOptions | null> {
	throw new Error('not built yet');
}

/** Options for using a passkey; `null` where this site can have none. */
export async function requestOptions(_: {
	purpose: 'sign-in' | 'confirm';
	binding: ChallengeBinding;
	/** Those of the account that confirms; absent at sign-in, where nobody is known yet. */
	allow?: PasskeyDescriptor[];
}): Promise<RequestOptions | null> {
	throw new Error('not built yet');
}
