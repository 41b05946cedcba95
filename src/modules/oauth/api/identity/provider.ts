/** Who somebody is at a provider: provider, issuer and subject. The address is only a hint. */
export type Identity = {
	provider: string;
	/**
	 * Whose word it is: the ID token's `iss` (Microsoft's with the tenant in it), for plain OAuth 2.0
	 * the origin of the API that was asked. Pointing a provider's id at another issuer or base URL
	 * must not make its subjects those of the former one.
	 */
	issuer: string;
	subject: string;
	/** Normalised; null when the provider gave none. */
	email: string | null;
	emailVerified: boolean;
	displayName: string | null;
	/** When the person last proved themselves at the provider (OpenID `auth_time`). */
	authTime: Date | null;
};

/** The secrets of one transaction; `reauthenticate` asks the provider for a fresh proof. */
export type AuthorizationRequest = {
	state: string;
	nonce: string;
	codeVerifier: string;
	reauthenticate: boolean;
};

export interface Provider {
	readonly id: string;
	readonly name: string;
	/**
	 * Asked to `reauthenticate`, it proves by a fresh `auth_time` that the person did so (OpenID Connect
	 * Core 1.0 §3.1.2.1). Elsewhere it is asked for a choice at most, and the answer says who it is.
	 */
	readonly provesFreshness: boolean;
	/** Origins to which the browser may be sent, for the CSP's form-action. */
	authorizationOrigins(): string[];
	createAuthorizationUrl(request: AuthorizationRequest): Promise<URL>;
	/** `callback` is the callback's full URL with its query, rebuilt on ORIGIN. Throws ProviderError. */
	fetchIdentity(callback: URL, request: AuthorizationRequest): Promise<Identity>;
}

/**
 * - denied: the person (or the provider) said no
 * - unreachable: down, slow, or an answer that is not theirs to give (5xx, HTML, too large)
 * - misconfigured: our client id, secret, redirect URI or issuer is wrong
 * - rejected: the answer does not prove what it claims (signature, nonce, issuer, expired code …)
 * - unproven: asked for a fresh proof, it does not say when the person signed in there
 */
export type ProviderErrorCode =
	'denied' | 'unreachable' | 'misconfigured' | 'rejected' | 'unproven';

/** Why a provider gave no identity. The message is for the log, never for the page. */
export class ProviderError extends Error {
	readonly code: ProviderErrorCode;

	constructor(code: ProviderErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'ProviderError';
		this.code = code;
	}
}

/** A subject as it can be stored: ASCII, 255 characters at most (OpenID Connect Core 1.0 §2). */
export function isSubject(value: unknown): value is string {
	return typeof value === 'string' && /^[\x20-\x7e]{1,255}$/.test(value) && value.trim() !== '';
}

/** `value`, or a `ProviderError` where it names nobody. */
export function requireSubject(value: unknown): string {
	if (isSubject(value)) return value;
	throw new ProviderError('rejected', 'the provider names no subject');
}
