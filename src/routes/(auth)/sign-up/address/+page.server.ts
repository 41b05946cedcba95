import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { getLocale } from '@/paraglide/runtime';
import { clientContext } from '@/server/client-context';
import { isRefusedEmail, zNewEmail } from '@/server/email-address';
import { getProvider } from '$modules/oauth/api/get-provider';
import { shutDoor } from '$modules/auth/api/access/shut-door';
import { maySignUpBy } from '$modules/auth/api/access/sign-up-kinds';
import { getPendingConnection } from '$modules/auth/api/connections/pending-connection-store';
import { readTransactionIds } from '$modules/oauth/api/transaction/transaction-cookie';
import { writeSignUpCookie } from '$modules/auth/api/sign-up/sign-up-store';
import { startProviderSignUp } from '$modules/auth/api/sign-up/start-provider-sign-up';
import type { Actions, PageServerLoad } from './$types';

/** Nothing waits; where nobody signs up, what is said instead of to begin again. */
const ended = () => shutDoor()?.refused() ?? m.provider_address_ended();

export const load: PageServerLoad = async ({ cookies }) => {
	const ids = readTransactionIds(cookies);
	const mayBegin = !shutDoor() && maySignUpBy('provider');
	const pending = mayBegin && (await getPendingConnection({ ids, emailVerified: false }));
	const provider = pending && getProvider(pending.provider);
	if (!provider) return { pending: null, ended: ended() };
	const { email } = pending;
	const isRefused = email !== null && isRefusedEmail(email);
	return {
		pending: { provider: provider.name, email: isRefused ? null : email, isRefused },
		ended: ''
	};
};

export const actions = {
	default: formAction(z.object({ email: zNewEmail }), async (event, { email }, refuse) => {
		const ids = readTransactionIds(event.cookies);
		const client = clientContext(event);
		const token = await startProviderSignUp({ ids, email, locale: getLocale(), client });
		if (!token) return refuse(400, { message: ended() });
		writeSignUpCookie(event.cookies, token);
		redirect(303, '/sign-up/verify');
	})
} satisfies Actions;
