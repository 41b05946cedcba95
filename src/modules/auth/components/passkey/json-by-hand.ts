import { base64URLStringToBuffer, bufferToBase64URLString } from '@simplewebauthn/browser';
import type {
	CreationOptions,
	RequestOptions
} from '$modules/auth/api/factors/webauthn/passkey-options';

// For browsers, and extensions in their place, that do not know the JSON of WebAuthn, Level 3.

type Named = { id: string; transports?: readonly string[] };

const descriptor = ({ id, transports }: Named): PublicKeyCredentialDescriptor => ({
	id: base64URLStringToBuffer(id),
	type: 'public-key',
	...(transports && { transports: transports as AuthenticatorTransport[] })
});

/** As `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export const parseCreationOptions = (options: CreationOptions) =>
	({
		...options,
		challenge: base64URLStringToBuffer(options.challenge),
		user: { ...options.user, id: base64URLStringToBuffer(options.user.id) },
		excludeCredentials: (options.excludeCredentials ?? []).map(descriptor)
	}) as PublicKeyCredentialCreationOptions;

/** As `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export const parseRequestOptions = (options: RequestOptions) =>
	({
		...options,
		challenge: base64URLStringToBuffer(options.challenge),
		allowCredentials: (options.allowCredentials ?? []).map(descriptor)
	}) as PublicKeyCredentialRequestOptions;

const encode = (buffer: ArrayBuffer | null | undefined) =>
	buffer ? bufferToBase64URLString(buffer) : undefined;

/** As `toJSON` of the credential; what the browser does not say is left out. */
export function toJson(credential: PublicKeyCredential): object {
	const { id, rawId, type, authenticatorAttachment } = credential;
	const response = credential.response as Partial<
		AuthenticatorAttestationResponse & AuthenticatorAssertionResponse
	>;
	return {
		id,
		rawId: encode(rawId),
		type,
		authenticatorAttachment: authenticatorAttachment ?? undefined,
		clientExtensionResults: {},
		response: {
			clientDataJSON: encode(response.clientDataJSON),
			attestationObject: encode(response.attestationObject),
			transports: response.getTransports?.(),
			authenticatorData: encode(response.authenticatorData),
			signature: encode(response.signature),
			userHandle: encode(response.userHandle)
		}
	};
}
