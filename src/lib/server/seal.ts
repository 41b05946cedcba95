import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { env } from './env.ts';

/** Says how the rest is made, so that another way can come beside it. */
const VERSION = '1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The key of one purpose, derived from a secret of the environment (HKDF, RFC 5869). */
function deriveKey(secret: string, purpose: string): Buffer {
	return Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64'), '', `seal ${purpose}`, 32));
}

/** By what a sealed text names its key: a hash that tells nothing of the secret. */
const keyId = (key: Buffer): string =>
	createHash('sha256').update('key id').update(key).digest('base64url').slice(0, 8);

/**
 * Encrypts a text that the server must read back (AES-256-GCM).
 * @param purpose separates the uses of the one secret.
 * @param context what the text belongs to; it opens nowhere else.
 * @returns version, id of the key and what is encrypted, with full stops between.
 */
export function seal(purpose: string, context: string, text: string): string {
	const key = deriveKey(env().AUTH_SECRET, purpose);
	const head = `${VERSION}.${keyId(key)}`;
	const iv = randomBytes(IV_BYTES);
	const cipher = createCipheriv('aes-256-gcm', key, iv);
	cipher.setAAD(Buffer.from(`${head}.${context}`));
	const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
	return `${head}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
}

/** The text that {@link seal} made under the current or the previous secret, or `null`. */
export function unseal(purpose: string, context: string, sealed: string): string | null {
	const { AUTH_SECRET, AUTH_SECRET_PREVIOUS } = env();
	for (const secret of [AUTH_SECRET, AUTH_SECRET_PREVIOUS]) {
		const text = secret && openWith(deriveKey(secret, purpose), context, sealed);
		if (typeof text === 'string') return text;
	}
	return null;
}

/** Whether a text was made under the current secret, in the way that is used now. */
export const isSealedAnew = (purpose: string, sealed: string): boolean =>
	sealed.startsWith(`${VERSION}.${keyId(deriveKey(env().AUTH_SECRET, purpose))}.`);

/**
 * The same text under the current secret, for what has to outlive the one before.
 * @returns `null` where it is so already, or cannot be opened.
 */
export function sealAnew(purpose: string, context: string, sealed: string): string | null {
	if (isSealedAnew(purpose, sealed)) return null;
	const text = unseal(purpose, context, sealed);
	return text === null ? null : seal(purpose, context, text);
}

function openWith(key: Buffer, context: string, sealed: string): string | null {
	const parts = sealed.split('.');
	// Before there were versions there was the body alone.
	if (parts.length === 1) return open(key, context, sealed);
	const head = `${VERSION}.${keyId(key)}`;
	const [version, id, body = ''] = parts;
	return parts.length === 3 && `${version}.${id}` === head
		? open(key, `${head}.${context}`, body)
		: null;
}

function open(key: Buffer, bound: string, body: string): string | null {
	const bytes = Buffer.from(body, 'base64url');
	if (bytes.length < IV_BYTES + TAG_BYTES) return null;
	try {
		const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
		decipher.setAAD(Buffer.from(bound));
		decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
		const text = Buffer.concat([
			decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)),
			decipher.final()
		]);
		return text.toString('utf8');
	} catch {
		return null;
	}
}
