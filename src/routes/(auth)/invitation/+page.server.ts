import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { checkCookies } from '@/server/cookies';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { openLink } from '@/server/open-link';
import {
	maySignUpBy,
	signUpKinds,
	whatSignUpAsks,
	whoMaySignUp
} from '$modules/auth/api/access/sign-up-kinds';
import { acceptInvitation } from '$modules/auth/api/entry/accept-invitation';
import { startBrowserSession } from '$modules/auth/api/entry/start-browser-session';
import { getInvitationByLink } from '$modules/auth/api/invitations/invitation-store';
import { passwordLimits, passwordProblemMessage } from '$modules/auth/api/password/password-rules';
import { deleteSignUpCookie } from '$modules/auth/api/sign-up/sign-up-store';
import type { Actions, PageServerLoad } from './$types';

const intros = {
	either: m.invitation_intro,
	password: m.invitation_intro_password,
	passkey: m.invitation_intro_passkey,
	provider: m.invitation_intro_provider
};

/** What is said of an invitation; where none is good for anything, there is no other to ask for. */
const unlessClosed = (sentence: () => string): string =>
	whoMaySignUp() === 'closed' ? m.sign_up_closed() : sentence();

export const load: PageServerLoad = async (event) => {
	const { found, ...link } = await openLink(event, { purpose: 'invitation' }, (token) =>
		getInvitationByLink({ token })
	);
	const email = found?.email ?? null;
	const asks = whatSignUpAsks();
	return {
		...link,
		// What leads to a provider comes to nothing without.
		...(email && asks === 'provider' && checkCookies(event)),
		email,
		intro: email ? intros[asks]({ email }) : undefined,
		invalid: unlessClosed(m.invitation_invalid),
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
		if (!maySignUpBy(method)) {
			return refuse(403, { message: unlessClosed(m.sign_up_kind_off) });
		}
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
		return refuse(400, { message: unlessClosed(m.invitation_invalid) });
	})
} satisfies Actions;
