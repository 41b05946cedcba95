/** Whether this browser can make and use passkeys at all; false on the server. */
export function supportsPasskeys(): boolean {
	return (
		typeof PublicKeyCredential === 'function' &&
		isSecureContext &&
		typeof navigator.credentials?.create === 'function'
	);
}

/** Whether it can offer passkeys among what it fills in (conditional mediation). */
export async function supportsAutofill(): Promise<boolean> {
	return (
		(await PublicKeyCredential.isConditionalMediationAvailable?.().catch(() => false)) ?? false
	);
}
