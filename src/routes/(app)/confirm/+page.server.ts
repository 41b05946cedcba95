import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { safePath } from '@/redirect-to';
import { clientContext } from '@/server/client-context';
import { confirmWithPasskey } from '$modules/auth/api/confirm/confirm-with-passkey';
import { confirmWithPassword } from '$modules/auth/api/confirm/confirm-with-password';
import { listConnections } from '$modules/auth/api/connections/connection-store';
import { isForThisSite, listPasskeys } from '$modules/auth/api/factors/passkeys/passkey-store';
import { countRecoveryCodes } from '$modules/auth/api/factors/recovery-codes/recovery-code-store';
import { requestOptions } from '$modules/auth/api/factors/webauthn/passkey-options';
import { hasProviders, listProviders } from '$modules/oauth/api/get-provider';
import { sendToProvider } from '$modules/oauth/api/send-to-provider';
import { hasPassword } from '$modules/auth/api/password/password-hash';
import { zTypedPassword } from '$modules/auth/api/password/password-rules';
import { writeSessionCookie } from '$modules/auth/api/session/session-cookie';
import { signedIn } from '$modules/auth/api/session/session-owner';
import { describePasskeyRefusal } from '$modules/auth/api/factors/passkeys/describe-passkey-refusal';
import { needsSecondStep } from '$modules/auth/api/user/second-step';
import { getUser } from '$modules/auth/api/user/user-store';
import { codeActions } from './code-actions';
import type { Actions, PageServerLoad } from './$types';

/** The providers through which a person can confirm that it is them. */
async function ownProviders(userId: string) {
	const connected = (await listConnections({ userId })).map(({ provider }) => provider);
	return listProviders().filter(({ id }) => connected.includes(id));
}

/** What the browser is asked for; `null` where the person has no passkey that could confirm. */
async function passkeyOptions({ userId, createdAt }: { userId: string; createdAt: Date }) {
	const allow = (await listPasskeys({ userId })).filter(isForThisSite);
	if (allow.length === 0) return null;
	const binding = { userId, startedAt: createdAt };
	return requestOptions({ purpose: 'confirm', binding, allow });
}

export const load: PageServerLoad = async ({ locals }) => {
	const { session } = signedIn(locals);
	const { userId } = session;
	const account = await getUser({ userId });
	const page = {
		/** What proved the session so far. */
		method: session.method,
		passkeyOptions: await passkeyOptions(session)
	};
	if (account && needsSecondStep(account)) {
		// Neither of these is enough.
		const hasRecoveryCodes = (await countRecoveryCodes({ userId })) > 0;
		const intro = hasProviders()
			? m.confirm_second_step_intro
			: m.confirm_second_step_intro_no_provider;
		const secondStep = { hasTotp: account.hasTotp, hasRecoveryCodes, intro: intro() };
		return { ...page, secondStep, hasPassword: false, providers: [] };
	}
	return {
		...page,
		secondStep: null,
		hasPassword: await hasPassword({ userId }),
		providers: await ownProviders(userId)
	};
};

export const actions = {
	...codeActions,
	password: formAction(z.object({ password: zTypedPassword }), async (event, data, refuse) => {
		const { owner } = signedIn(event.locals);
		const client = clientContext(event);
		const result = await confirmWithPassword({ owner, password: data.password, client });
		if (!result.ok) {
			return result.reason === 'wrong'
				? refuse(400, { errors: { password: m.password_wrong() } })
				: refuse(400, { message: m.confirm_second_step_only() });
		}
		writeSessionCookie(event.cookies, result.token);
		redirect(303, safePath(event.url.searchParams.get('redirectTo')));
	}),
	passkey: formAction(z.object({ credential: required(512_000) }), async (event, data, refuse) => {
		const { owner, session } = signedIn(event.locals);
		const client = clientContext(event);
		const asked = { owner, startedAt: session.createdAt, client };
		const result = await confirmWithPasskey({ ...asked, credential: data.credential });
		if (!result.ok) return refuse(400, describePasskeyRefusal(result));
		writeSessionCookie(event.cookies, result.token);
		redirect(303, safePath(event.url.searchParams.get('redirectTo')));
	}),
	provider: formAction(z.object({ provider: required(100) }), async (event, data, refuse) => {
		const { owner } = signedIn(event.locals);
		const account = await getUser({ userId: owner.userId });
		if (account && needsSecondStep(account)) {
			return refuse(400, { message: m.confirm_second_step_only() });
		}
		const own = await ownProviders(owner.userId);
		if (!own.some(({ id }) => id === data.provider)) {
			return refuse(400, { message: m.provider_unknown() });
		}
		const { status, message } = await sendToProvider(event, {
			purpose: 'confirm',
			owner,
			redirectTo: safePath(event.url.searchParams.get('redirectTo')),
			provider: data.provider
		});
		return refuse(status, { message });
	})
} satisfies Actions;
