import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { redirectTo } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { actionWithGoOn, safePath } from '@/redirect-to';
import { m } from '@/paraglide/messages';
import { getLocale } from '@/paraglide/runtime';
import { clientContext } from '@/server/client-context';
import { checkCookies } from '@/server/cookies';
import { zNewEmail } from '@/server/email-address';
import {
	isLongEnough,
	passwordLimits,
	passwordProblemMessage
} from '$modules/auth/api/password/password-rules';
import { getProofChallenge } from '$modules/limits/api/get-proof-challenge';
import { shutDoor } from '$modules/auth/api/access/shut-door';
import { maySignUpBy, signUpKinds, whatSignUpAsks } from '$modules/auth/api/access/sign-up-kinds';
import { writeSignUpCookie } from '$modules/auth/api/sign-up/sign-up-store';
import { startSignUp } from '$modules/auth/api/sign-up/start-sign-up';
import type { Actions, PageServerLoad } from './$types';

/** What is asked for. Where others vouch for people, nothing is. */
const intros = {
	either: m.sign_up_intro,
	password: m.sign_up_intro_password,
	passkey: m.sign_up_intro_passkey,
	provider: () => undefined
};

export const load: PageServerLoad = async (event) => {
	const shut = shutDoor();
	return {
		...checkCookies(event),
		shut: shut && { title: shut.title(), text: shut.text() },
		intro: intros[whatSignUpAsks()](),
		passwordLimits: passwordLimits(),
		proof: await getProofChallenge('sign-up'),
		kinds: signUpKinds(),
		redirectTo: safePath(event.url.searchParams.get('redirectTo')),
		/** In the action's address as well that leads to a provider, which is the page's after a refusal. */
		query: actionWithGoOn('', event.url)
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
	})
	.refine(({ method, password }) => method === 'passkey' || !isTooShort(password), {
		path: ['password'],
		error: () => passwordProblemMessage('too-short'),
		when: () => true
	});

/** Asked of whatever was posted: what is no text, or nothing at all, is refused by its own sentence. */
const isTooShort = (password: unknown) =>
	typeof password === 'string' && password !== '' && !isLongEnough(password);

const signUp = formAction(zSignUpForm, async (event: RequestEvent, data, refuse) => {
	const client = clientContext(event);
	const { email, method, password = '', redirectTo, proof } = data;
	if (!maySignUpBy(method)) return refuse(403, { message: m.sign_up_kind_off() });
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
