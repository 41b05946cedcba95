import { normalizeEmail } from '@/email-address';

const MAX_NAME = 80;

/** What a provider says of a person, as it says it. */
export interface Claims {
	email?: unknown;
	emailVerified?: unknown;
	displayName?: unknown;
}

/**
 * Address and name in our own form. An address that we would not take counts as none; verified is
 * what the provider states in so many words, never what it leaves out.
 */
export function readProfile({ email, emailVerified, displayName }: Claims) {
	const address = typeof email === 'string' ? normalizeEmail(email.trim()) : null;
	return {
		email: address,
		// Apple and a few others send the word.
		emailVerified: address !== null && (emailVerified === true || emailVerified === 'true'),
		displayName: readName(displayName)
	};
}

function readName(name: unknown): string | null {
	if (typeof name !== 'string') return null;
	const plain = name
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	return Array.from(plain).slice(0, MAX_NAME).join('').trim() || null;
}
