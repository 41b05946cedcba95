import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { relyingParty } from './relying-party';

/** Bytes in base64url, without padding, written in the one way there is to write them. */
const bytes = (max: number) =>
	z
		.string()
		.max(max)
		.refine((text) => Buffer.from(text, 'base64url').toString('base64url') === text);

/** A credential's id has 1,023 bytes at most (WebAuthn, Level 3, section 5.8.3). */
const zId = bytes(1364).min(1);

const zAssertion = z.object({
	id: zId,
	rawId: zId,
	type: z.literal('public-key'),
	response: z.object({
		clientDataJSON: bytes(8_192),
		authenticatorData: bytes(8_192),
		signature: bytes(8_192),
		/** Not all authenticators give it back. */
		userHandle: bytes(1_024).nullish()
	})
});

/** No frame of another site may ask, whatever the browser says of it. */
const zClientData = z.object({
	type: z.literal('webauthn.get'),
	challenge: z.string().min(1).max(1_024),
	origin: z.string(),
	crossOrigin: z.literal(false).nullish(),
	topOrigin: z.null().optional()
});

/** What a browser says of a passkey that was used; nothing of it is proved yet. */
export type Assertion = {
	credentialId: string;
	challenge: string;
	/** By what the authenticator names the account; `null` where it does not say. */
	userHandle: Buffer | null;
	json: AuthenticationResponseJSON;
};

/**
 * Reads the JSON that a browser makes of a passkey that was used. `null` where it is damaged, was made
 * for something else than signing in here, or in a frame of another site.
 */
export function readAssertion(credential: string): Assertion | null {
	const read = zAssertion.safeParse(parseJson(credential));
	if (!read.success) return null;
	const { id, rawId, type, response } = read.data;
	const clientDataText = Buffer.from(response.clientDataJSON, 'base64url').toString();
	const clientData = zClientData.safeParse(parseJson(clientDataText));
	if (!clientData.success || clientData.data.origin !== relyingParty()?.origin) return null;
	const { clientDataJSON, authenticatorData, signature, userHandle } = response;
	return {
		credentialId: id,
		challenge: clientData.data.challenge,
		userHandle: userHandle ? Buffer.from(userHandle, 'base64url') : null,
		json: {
			id,
			rawId,
			type,
			response: { clientDataJSON, authenticatorData, signature },
			clientExtensionResults: {}
		}
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
