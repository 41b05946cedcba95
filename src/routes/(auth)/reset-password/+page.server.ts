import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { openLink } from '@/server/open-link';
import {
	passwordLimits,
	passwordProblemMessage,
	zTypedPassword
} from '$modules/auth/api/password/password-rules';
import { completePasswordReset } from '$modules/auth/api/reset/complete-password-reset';
import { getPasswordReset } from '$modules/auth/api/reset/get-password-reset';
import { rememberKnownBrowser } from '$modules/auth/api/browser/known-browser';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { found, ...link } = await openLink(event, { purpose: 'password-reset' }, (token) =>
		getPasswordReset({ token })
	);
	return { ...link, email: found?.email ?? null, passwordLimits: passwordLimits() };
};

const zResetForm = z.object({ token: required(), password: zTypedPassword });

export const actions = {
	default: formAction(zResetForm, async (event, data, refuse) => {
		const client = clientContext(event);
		const result = await completePasswordReset({ ...data, client });
		if (!result.ok && result.reason === 'password') {
			return refuse(400, { errors: { password: passwordProblemMessage(result.problem) } });
		}
		if (!result.ok) {
			logSecurityEvent('token-refused', { purpose: 'password-reset' });
			return refuse(400, { message: m.reset_password_invalid() });
		}
		// Has proved the mailbox: no stranger's wrong guesses may keep it from signing in now.
		const known = { userId: result.userId, signedInAt: result.changedAt, method: 'password' };
		rememberKnownBrowser(event.cookies, known);
		setFlash(event.cookies, 'flash_password_reset');
		redirect(303, '/sign-in');
	})
} satisfies Actions;
