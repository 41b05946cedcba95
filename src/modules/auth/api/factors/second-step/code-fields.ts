import { z } from 'zod';
import { m } from '@/paraglide/messages';
import { codeText } from '@/text-rules';
import { readRecoveryCode } from '../recovery-codes/recovery-code';

/** More than any code has, however it was copied. */
const TYPED_MAX = 200;

/** Digits as they were typed or pasted, in any width, with blanks, or a dash in the middle. */
const digitsOf = (typed: string) =>
	codeText(typed)
		.replaceAll(/\s/g, '')
		.replace(/^(\d{3})-(\d{3})$/, '$1$2');

const isTotpCode = (typed: string) => /^\d{6}$/.test(digitsOf(typed));

/** Whether several codes were pasted at once: which one was meant is not ours to guess. */
const areSeveral = (typed: string) =>
	typed.split(/[\s,;]+/).filter((part) => readRecoveryCode(part) !== null).length > 1;

const field = (read: (typed: string) => string | null, trouble: (typed: string) => string) =>
	z.string({ error: () => m.form_required() }).transform((typed, context) => {
		const code = typed.length <= TYPED_MAX ? read(typed) : null;
		if (code !== null) return code;
		const message = typed.trim() === '' ? m.form_required() : trouble(typed.slice(0, TYPED_MAX));
		context.addIssue({ code: 'custom', message });
		return z.NEVER;
	});

/**
 * The field of a code from an app: six digits. What cannot be one costs no try, and a recovery code
 * that was typed here is told where it belongs.
 */
export const zTotpCode = field(
	(typed) => (isTotpCode(typed) ? digitsOf(typed) : null),
	(typed) => (readRecoveryCode(typed) === null ? m.totp_malformed() : m.totp_is_recovery_code())
);

/** The same for a recovery code: its letters, as `readRecoveryCode` gives them. */
export const zRecoveryCode = field(readRecoveryCode, (typed) => {
	if (isTotpCode(typed)) return m.recovery_code_is_totp();
	return areSeveral(typed) ? m.recovery_code_several() : m.recovery_code_malformed();
});
