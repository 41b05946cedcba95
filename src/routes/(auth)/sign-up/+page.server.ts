import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { redirectTo } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { getLocale } from '@/paraglide/runtime';
import { safePath } from '@/safe-path';
import { clientContext } from '@/server/client-context';
import { checkCookies } from '@/server/cookies';
import { zNewEmail } from '@/server/new-email';
import { passwordLimits, passwordProblemMessage } from '$modules/auth/api/password/password-rules';
import { relyingParty } from '$modules/auth/api/factors/webauthn/relying-party';
import { getProofChallenge } from '$modules/limits/api/get-proof-challenge';
import { listProviders } from '$modules/oauth/api/get-provider';
import { writeSignUpCookie } from '$modules/auth/api/sign-up/sign-up-store';
import { shutDoor } from '$modules/auth/api/sign-up/shut-door';
import { startSignUp } from '$modules/auth/api/sign-up/start-sign-up';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const shut = shutDoor();
	const hasPasskeys = relyingParty() !== null;
	return {
		...checkCookies(event),
		shut: shut && { title: shut.title(), text: shut.text() },
		intro: hasPasskeys ? m.sign_up_intro() : m.sign_up_intro_password(),
		passwordLimits: passwordLimits(),
		proof: await getProofChallenge('sign-up'),
		hasPasskeys,
		providers: listProviders(),
		redirectTo: safePath(event.url.searchParams.get('redirectTo'))
	};
};

const zSignUpForm = z
	.object({
		email: zNewEmail,
		password: z.string().optional(),
		method: z.enum(['password', 'passkey']).default('password'),
		redirectTo,
		proof: z.string().optional()
	})
	// Said together with what is wrong with the address.
	.refine(({ method, password }) => method === 'passkey' || password, {
		path: ['password'],
		error: () => m.password_required(),
		when: () => true
	});

const signUp = formAction(zSignUpForm, async (event: RequestEvent, data, refuse) => {
	const client = clientContext(event);
	const { email, method, password = '', redirectTo, proof } = data;
	const wayIn = method === 'password' ? { method, password } : { method };
	const common = { email, redirectTo, locale: getLocale(), client, proof };
	const started = await startSignUp({ ...wayIn, ...common });
	if (!started.ok) {
		return refuse(400, { errors: { password: passwordProblemMessage(started.problem) } });
	}
	writeSignUpCookie(event.cookies, started.token);
	redirect(303, '/sign-up/verify');
});

/** The same for whatever was typed: nothing of it is looked at. */
const refuseSignUp = formAction(z.object({}), async (_: RequestEvent, __, refuse) =>
	refuse(403, { message: shutDoor()?.refused() ?? '' })
);

export const actions = {
	default: (event) => (shutDoor() ? refuseSignUp : signUp)(event)
} satisfies Actions;
