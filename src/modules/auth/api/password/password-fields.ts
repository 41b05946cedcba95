import { z } from 'zod';
import { m } from '@/paraglide/messages';
import { env } from '@/server/env';
import { PASSWORD_MAX_LENGTH, type PasswordProblem } from './check-password';

const typed = (missing: () => string) => z.string({ error: missing }).min(1, { error: missing });

/** A password as typed; whether it will do is judged by {@link checkPassword}, not by its shape. */
export const zTypedPassword = typed(() => m.password_required());
/** The same on a page that asks for two, where each error says which is missing. */
export const zCurrentPassword = typed(() => m.password_current_required());
export const zNewPassword = typed(() => m.password_new_required());

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
