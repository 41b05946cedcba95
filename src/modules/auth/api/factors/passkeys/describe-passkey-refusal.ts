import { m } from '@/paraglide/messages';
import type { PasskeyRefusal } from './verify-passkey';

const sentences: Record<PasskeyRefusal['reason'], () => string> = {
	invalid: m.passkey_invalid,
	expired: m.passkey_expired,
	copied: m.passkey_copied,
	unknown: m.passkey_unknown
};

/**
 * What a form says of a passkey that was refused. Of one that no account has it names the id too, so
 * that the browser can be told to forget it: only then, as that cannot be taken back.
 */
export function describePasskeyRefusal(refusal: PasskeyRefusal) {
	const message = sentences[refusal.reason]();
	if (refusal.reason !== 'unknown') return { message };
	return { message, values: { unknownCredential: refusal.credentialId } };
}
