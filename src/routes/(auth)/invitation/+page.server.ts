import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { openLink } from '@/server/open-link';
import { acceptInvitation } from '$modules/auth/api/entry/accept-invitation';
import { startBrowserSession } from '$modules/auth/api/entry/start-browser-session';
import { getInvitationByLink } from '$modules/auth/api/invitations/invitation-store';
import { passwordLimits, passwordProblemMessage } from '$modules/auth/api/password/password-rules';
import { maySignUpBy, signUpKinds } from '$modules/auth/api/sign-up/sign-up-kinds';
import { deleteSignUpCookie } from '$modules/auth/api/sign-up/sign-up-store';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { found, ...link } = await openLink(event, { purpose: 'invitation' }, (token) =>
		getInvitationByLink({ token })
	);
	return {
		...link,
		email: found?.email ?? null,
		kinds: signUpKinds(),
		passwordLimits: passwordLimits()
	};
};

const zInvitationForm = z.object({
	token: required(),
	password: z.string().default(''),
	method: z.enum(['password', 'passkey']).default('password')
});

export const actions = {
	default: formAction(zInvitationForm, async (event, data, refuse) => {
		const { token, password, method } = data;
		if (!maySignUpBy(method)) return refuse(403, { message: m.sign_up_closed() });
		if (method === 'password' && password === '') {
			return refuse(400, { errors: { password: m.password_required() } });
		}
		const wayIn = method === 'password' ? { method, password } : { method };
		const result = await acceptInvitation({ ...wayIn, token, client: clientContext(event) });
		if (result.ok) {
			const { outcome } = result;
			deleteSignUpCookie(event.cookies);
			// Where a passkey is yet to be made there is something to do first.
			if (outcome.kind === 'session') setFlash(event.cookies, 'flash_account_created');
			redirect(303, await startBrowserSession(event, outcome, '/'));
		}
		if (result.reason === 'password') {
			return refuse(400, { errors: { password: passwordProblemMessage(result.problem) } });
		}
		logSecurityEvent('token-refused', { purpose: 'invitation' });
		return refuse(400, { message: m.invitation_invalid() });
	})
} satisfies Actions;
