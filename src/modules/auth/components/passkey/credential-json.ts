import type {
	CreationOptions,
	RequestOptions
} from '$modules/auth/api/factors/webauthn/passkey-options';

let byHand: typeof import('./json-by-hand') | undefined;

/**
 * Fetches what a browser lacks that reads no options as JSON. Before its button shows: nothing may
 * stand between the click and the dialog.
 */
export async function prepareJson(): Promise<void> {
	if (!('parseRequestOptionsFromJSON' in PublicKeyCredential)) {
		byHand ??= await import('./json-by-hand');
	}
}

/** The library's types take binary extensions for JSON; we ask for none. */
const plain = <Options extends CreationOptions | RequestOptions>({
	extensions: _,
	...options
}: Options) => options;

export const parseCreation = (options: CreationOptions): PublicKeyCredentialCreationOptions =>
	byHand
		? byHand.parseCreationOptions(options)
		: PublicKeyCredential.parseCreationOptionsFromJSON(plain(options));

export const parseRequest = (options: RequestOptions): PublicKeyCredentialRequestOptions =>
	byHand
		? byHand.parseRequestOptions(options)
		: PublicKeyCredential.parseRequestOptionsFromJSON(plain(options));

/** A credential as it travels in the form. */
export async function credentialJson(credential: Credential): Promise<string> {
	try {
		return JSON.stringify((credential as PublicKeyCredential).toJSON());
	} catch {
		// What a password manager's extension puts in its place has no such method, or one that throws.
		const { toJson } = await import('./json-by-hand');
		return JSON.stringify(toJson(credential as PublicKeyCredential));
	}
}
