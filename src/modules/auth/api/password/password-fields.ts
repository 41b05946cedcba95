import { z } from 'zod';
import { m } from '@/paraglide/messages';
import { env } from '@/server/env';
import { PASSWORD_MAX_LENGTH, type PasswordProblem } from './check-password';

/** A password as typed; whether it will do is judged by {@link checkPassword}, not by its shape. */
export const zTypedPassword = z
	.string({ error: () => m.password_required() })
	.min(1, { error: () => m.password_required() });

/** What the page needs to tell before anything is sent. */
export function passwordLimits() {
	const min = env().PASSWORD_MIN_LENGTH;
	return {
		min,
		max: PASSWORD_MAX_LENGTH,
		rules: `minlength: ${min}; maxlength: ${PASSWORD_MAX_LENGTH};`
	};
}

/** Why a password was refused, in plain words. */
export function passwordProblemMessage(problem: PasswordProblem): string {
	switch (problem) {
		case 'too-short':
			return m.password_too_short({ min: env().PASSWORD_MIN_LENGTH });
		case 'too-long':
			return m.password_too_long({ max: PASSWORD_MAX_LENGTH });
		case 'common':
			return m.password_common();
		case 'personal':
			return m.password_personal();
	}
}
