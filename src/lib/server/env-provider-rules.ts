import { createPrivateKey } from 'node:crypto';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Whether a URL's host name is this machine, whatever its address. */
export function isLoopback(hostname: string): boolean {
	return loopback.test(hostname);
}

/**
 * Whether `value` can be a provider's address: https without user, query and fragment; http on
 * loopback alone, and only while ORIGIN is on localhost too.
 */
export function isProviderUrl(value: string, localhost: boolean): boolean {
	if (!URL.canParse(value) || /[?#\s]/.test(value)) return false;
	const url = new URL(value);
	if (url.username || url.password) return false;
	const local = localhost && url.protocol === 'http:' && isLoopback(url.hostname);
	return url.protocol === 'https:' || local;
}

/** Microsoft's tenant: an audience of the platform, or one tenant's id (which fixes the issuer). */
export function isTenant(value: string): boolean {
	return ['common', 'organizations', 'consumers'].includes(value) || uuid.test(value);
}

/** Apple's key (PKCS #8, P-256) as DER, from PEM with real or escaped line ends; null if it is none. */
export function readApplePrivateKey(value: string): Uint8Array | null {
	try {
		const key = createPrivateKey(value.replaceAll('\\n', '\n'));
		const { namedCurve } = key.asymmetricKeyDetails ?? {};
		if (key.asymmetricKeyType !== 'ec' || namedCurve !== 'prime256v1') return null;
		return new Uint8Array(key.export({ type: 'pkcs8', format: 'der' }));
	} catch {
		return null;
	}
}
