import { m } from '@/paraglide/messages';

/**
 * What to say of a passkey that was not made or not used: one calm sentence. Browsers give one and
 * the same name to cancelling, to running out of time and to having no passkey.
 */
export function troubleSentence(error: unknown, what: 'make' | 'use'): string {
	const { name, message } = error instanceof Error ? error : { name: '', message: '' };
	if (name === 'NotAllowedError' && /focus/i.test(message)) return m.passkey_not_focused();
	switch (name) {
		case 'NotAllowedError':
		case 'AbortError':
		case 'TimeoutError':
		case '':
			return what === 'make' ? m.passkey_not_made() : m.passkey_not_used();
		case 'InvalidStateError':
			return what === 'make' ? m.passkey_already_here() : m.passkey_failed();
		case 'ConstraintError':
			return m.passkey_no_pin();
		case 'NotSupportedError':
			return m.passkey_unsupported();
		case 'SecurityError':
			return m.passkey_wrong_address();
		default:
			return m.passkey_failed();
	}
}
