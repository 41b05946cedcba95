import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { env } from './env.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The key of one purpose, derived from a secret of the environment (HKDF, RFC 5869). */
function deriveKey(secret: string, purpose: string): Buffer {
	return Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64'), '', `seal ${purpose}`, 32));
}

/**
 * Encrypts a text that the server must read back (AES-256-GCM).
 * @param purpose separates the uses of the one secret.
 * @param context what the text belongs to; it opens nowhere else.
 */
export function seal(purpose: string, context: string, text: string): string {
	const iv = randomBytes(IV_BYTES);
	const cipher = createCipheriv('aes-256-gcm', deriveKey(env().AUTH_SECRET, purpose), iv);
	cipher.setAAD(Buffer.from(context));
	const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
	return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
}

/** The text that {@link seal} made under the current or the previous secret, or `null`. */
export function unseal(purpose: string, context: string, sealed: string): string | null {
	const { AUTH_SECRET, AUTH_SECRET_PREVIOUS } = env();
	for (const secret of [AUTH_SECRET, AUTH_SECRET_PREVIOUS]) {
		const text = secret && open(deriveKey(secret, purpose), context, sealed);
		if (typeof text === 'string') return text;
	}
	return null;
}

function open(key: Buffer, context: string, sealed: string): string | null {
	const bytes = Buffer.from(sealed, 'base64url');
	if (bytes.length < IV_BYTES + TAG_BYTES) return null;
	try {
		const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
		decipher.setAAD(Buffer.from(context));
		decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
		const body = bytes.subarray(IV_BYTES + TAG_BYTES);
		return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
	} catch {
		return null;
	}
}
