import { normalizeEmail } from '@/server/email-address';
import { isVisible, oneLine, withoutUntakeable } from '@/text-rules';

const MAX_NAME = 80;
/** No character is written with more units than eight. */
const MAX_TYPED = MAX_NAME * 8;

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

/** By the rules of a name that somebody types; what these would refuse becomes a blank. */
function readName(name: unknown): string | null {
	if (typeof name !== 'string') return null;
	const read = oneLine(withoutUntakeable(name.slice(0, MAX_TYPED)));
	const plain = Array.from(read).slice(0, MAX_NAME).join('').trim();
	return isVisible(plain) ? plain : null;
}
