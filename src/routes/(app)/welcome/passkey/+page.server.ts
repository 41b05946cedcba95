import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { safePath } from '@/redirect-to';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { maySignUpBy } from '$modules/auth/api/access/sign-up-kinds';
import { finishBrowserSetUp } from '$modules/auth/api/entry/finish-browser-set-up';
import { findUnknownCredential } from '$modules/auth/api/factors/passkeys/find-unknown-credential';
import { getCreationOptions } from '$modules/auth/api/factors/passkeys/get-creation-options';
import { passkeyName } from '$modules/auth/api/factors/passkeys/passkey-name';
import {
	passwordLimits,
	passwordProblemMessage,
	zTypedPassword
} from '$modules/auth/api/password/password-rules';
import { signedIn } from '$modules/auth/api/session/session-owner';
import { setUpPasskey } from '$modules/auth/api/sign-up/set-up-passkey';
import { setUpPassword } from '$modules/auth/api/sign-up/set-up-password';
import type { Actions, PageServerLoad } from './$types';

/** Who is here to set up their way in; anybody else goes on to where they wanted. */
function settingUp({ locals, url }: RequestEvent) {
	const redirectTo = safePath(url.searchParams.get('redirectTo'));
	const { user, session, owner } = signedIn(locals);
	if (!session.missing) redirect(303, redirectTo);
	return { user, owner, startedAt: session.createdAt, redirectTo };
}

export const load: PageServerLoad = async (event) => {
	const { user, startedAt, redirectTo } = settingUp(event);
	const options = await getCreationOptions({ user, startedAt });
	/** Where no account begins by a password, a browser that can make no passkey leads nowhere. */
	const only = { noScript: m.passkeys_no_script(), impossible: m.welcome_passkey_impossible() };
	const ways = maySignUpBy('password')
		? { passwordLimits: passwordLimits(), only: null }
		: { passwordLimits: null, only };
	return { email: user.email, options, ...ways, redirectTo };
};

async function finish(
	event: RequestEvent,
	setUp: Omit<Parameters<typeof finishBrowserSetUp>[1], 'redirectTo'>
): Promise<never> {
	const { redirectTo } = settingUp(event);
	setFlash(event.cookies, 'flash_account_created');
	redirect(303, await finishBrowserSetUp(event, { ...setUp, redirectTo }));
}

const zPasskeyForm = z.object({ credential: required(512_000), name: passkeyName.optional() });
const zPasswordForm = z.object({ password: zTypedPassword });

export const actions = {
	passkey: formAction(
		zPasskeyForm,
		async (event, data, refuse) => {
			const { owner, startedAt } = settingUp(event);
			const client = clientContext(event);
			const result = await setUpPasskey({ ...data, owner, startedAt, client });
			if (result.ok) return finish(event, { ...result, method: 'passkey' });
			const isOld = result.reason === 'expired' || result.reason === 'used';
			if (isOld) return refuse(400, { message: m.welcome_passkey_expired() });
			const refused = maySignUpBy('password')
				? m.welcome_passkey_refused()
				: m.welcome_passkey_refused_only();
			return refuse(400, { message: refused });
		},
		{ whenRefused: findUnknownCredential }
	),
	password: formAction(zPasswordForm, async (event, { password }, refuse) => {
		if (!maySignUpBy('password')) error(404);
		const { owner, user } = settingUp(event);
		const { email } = user;
		const result = await setUpPassword({ owner, email, password, client: clientContext(event) });
		if (result.ok) return finish(event, { ...result, method: 'password' });
		return refuse(400, { errors: { password: passwordProblemMessage(result.problem) } });
	})
} satisfies Actions;
