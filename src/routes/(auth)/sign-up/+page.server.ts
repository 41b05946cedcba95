import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { redirectTo } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { getLocale } from '@/paraglide/runtime';
import { safePath } from '@/safe-path';
import { clientContext } from '@/server/client-context';
import { checkCookies } from '@/server/cookies';
import { env } from '@/server/env';
import { zEmail } from '@/email-address';
import { passwordLimits, passwordProblemMessage } from '$modules/auth/api/password/password-rules';
import { relyingParty } from '$modules/auth/api/factors/webauthn/relying-party';
import { listProviders } from '$modules/oauth/api/get-provider';
import { writeSignUpCookie } from '$modules/auth/api/sign-up/sign-up-store';
import { startSignUp } from '$modules/auth/api/sign-up/start-sign-up';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
	const hasPasskeys = relyingParty() !== null;
	return {
		...checkCookies(event),
		intro: hasPasskeys ? m.sign_up_intro() : m.sign_up_intro_password(),
		passwordLimits: passwordLimits(),
		hasPasskeys,
		providers: listProviders(),
		redirectTo: safePath(event.url.searchParams.get('redirectTo'))
	};
};

const zSignUpForm = z
	.object({
		email: zEmail,
		password: z.string().optional(),
		method: z.enum(['password', 'passkey']).default('password'),
		redirectTo
	})
	// Said together with what is wrong with the address.
	.refine(({ method, password }) => method === 'passkey' || password, {
		path: ['password'],
		error: () => m.password_required(),
		when: () => true
	});

export const actions = {
	default: formAction(zSignUpForm, async (event, data, refuse) => {
		if (env().SIGN_UP === 'closed') return refuse(403, { message: m.sign_up_closed() });
		const client = clientContext(event);
		const { email, method, password = '', redirectTo } = data;
		const wayIn = method === 'password' ? { method, password } : { method };
		const common = { email, redirectTo, locale: getLocale(), client };
		const started = await startSignUp({ ...wayIn, ...common });
		if (!started.ok) {
			return refuse(400, { errors: { password: passwordProblemMessage(started.problem) } });
		}
		writeSignUpCookie(event.cookies, started.token);
		redirect(303, '/sign-up/verify');
	})
} satisfies Actions;
