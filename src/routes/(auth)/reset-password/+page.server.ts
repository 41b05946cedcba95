import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { openLink } from '@/server/open-link';
import { passwordLimits, passwordProblemMessage } from '$modules/auth/api/password/password-rules';
import { hasProviders } from '$modules/oauth/api/get-provider';
import { completePasswordReset } from '$modules/auth/api/reset/complete-password-reset';
import { getPasswordReset } from '$modules/auth/api/reset/get-password-reset';
import { completeResetWithPasskey } from '$modules/auth/api/reset/complete-reset-with-passkey';
import { findUnknownCredential } from '$modules/auth/api/factors/passkeys/find-unknown-credential';
import {
	getCreationOptions,
	whereThereIsRoom
} from '$modules/auth/api/factors/passkeys/get-creation-options';
import { rememberKnownBrowser } from '$modules/auth/api/browser/known-browser';
import { describeLinkOfAnother, isOfAnother } from '$modules/auth/api/session/link-of-another';
import { needsSecondStep } from '$modules/auth/api/user/second-step';
import type { Actions, PageServerLoad } from './$types';

/** That ways in of other kinds go on working. */
const stays = () =>
	(hasProviders() ? m.reset_password_stays : m.reset_password_stays_no_provider)();

export const load: PageServerLoad = async (event) => {
	const { found, ...link } = await openLink(event, { purpose: 'password-reset' }, (token) =>
		getPasswordReset({ token })
	);
	// A passkey is two factors: the mailbox alone must not make one where both are asked for.
	const passkeyOptions =
		found &&
		!needsSecondStep(found) &&
		whereThereIsRoom(
			await getCreationOptions({ user: { ...found, id: found.userId }, startedAt: found.madeAt })
		);
	return {
		...link,
		email: found?.email ?? null,
		another: describeLinkOfAnother(event.locals, found),
		// From here, as a browser needs the sentence in no other way.
		stays: found?.hasOtherWays ? stays() : null,
		hasSecondStep: found ? needsSecondStep(found) : false,
		passkeyOptions: passkeyOptions || null,
		passwordLimits: passwordLimits()
	};
};

const zResetForm = z.object({
	token: required(),
	/** Which of the two forms it is, so that a refusal is shown in it. */
	method: z.enum(['password', 'passkey']).catch('password'),
	password: z.string().default(''),
	credential: z.string().default('')
});

const flashes = {
	password: { own: 'flash_password_reset', another: 'flash_password_reset_another' },
	passkey: { own: 'flash_passkey_reset', another: 'flash_passkey_reset_another' }
} as const;

/**
 * To sign in, in a browser that has proved the mailbox: no stranger's wrong guesses may keep it out.
 * Somebody else who is signed in there stays so, and has to sign out first.
 */
function leave(
	{ cookies, locals }: RequestEvent,
	reset: Reset,
	method: keyof typeof flashes
): never {
	const { userId, changedAt } = reset;
	rememberKnownBrowser(cookies, { userId, signedInAt: changedAt, method });
	const another = isOfAnother(locals, reset);
	setFlash(cookies, flashes[method][another ? 'another' : 'own']);
	redirect(303, another ? '/' : '/sign-in');
}
type Reset = { userId: string; changedAt: Date };

export const actions = {
	default: formAction(
		zResetForm,
		async (event, data, refuse) => {
			const { token, method, credential, password } = data;
			const client = clientContext(event);
			if (method === 'passkey') {
				const made = await completeResetWithPasskey({ token, credential, client });
				if (made.ok) return leave(event, made, method);
				if (made.reason === 'second-step') {
					return refuse(400, { message: m.reset_password_passkey_second_step() });
				}
				if (made.reason !== 'invalid-link') {
					return refuse(400, { message: m.reset_password_passkey_refused() });
				}
			} else if (password === '') {
				return refuse(400, { errors: { password: m.password_required() } });
			} else {
				const result = await completePasswordReset({ token, password, client });
				if (result.ok) return leave(event, result, method);
				if (result.reason === 'password') {
					return refuse(400, { errors: { password: passwordProblemMessage(result.problem) } });
				}
			}
			logSecurityEvent('token-refused', { purpose: 'password-reset' });
			return refuse(400, { message: m.reset_password_invalid() });
		},
		{ whenRefused: findUnknownCredential }
	)
} satisfies Actions;
