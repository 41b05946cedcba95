import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { getLocale } from '@/paraglide/runtime';
import { clientContext } from '@/server/client-context';
import { isRefusedEmail, zNewEmail } from '@/server/email-address';
import { getProvider } from '$modules/oauth/api/get-provider';
import { getPendingConnection } from '$modules/auth/api/connections/pending-connection-store';
import { readTransactionIds } from '$modules/oauth/api/transaction/transaction-cookie';
import { writeSignUpCookie } from '$modules/auth/api/sign-up/sign-up-store';
import { startProviderSignUp } from '$modules/auth/api/sign-up/start-provider-sign-up';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ cookies }) => {
	const ids = readTransactionIds(cookies);
	const pending = await getPendingConnection({ ids, emailVerified: false });
	const provider = pending && getProvider(pending.provider);
	if (!provider) return { pending: null };
	const { email } = pending;
	const isRefused = email !== null && isRefusedEmail(email);
	return { pending: { provider: provider.name, email: isRefused ? null : email, isRefused } };
};

export const actions = {
	default: formAction(z.object({ email: zNewEmail }), async (event, { email }, refuse) => {
		const ids = readTransactionIds(event.cookies);
		const client = clientContext(event);
		const token = await startProviderSignUp({ ids, email, locale: getLocale(), client });
		if (!token) return refuse(400, { message: m.provider_address_ended() });
		writeSignUpCookie(event.cookies, token);
		redirect(303, '/sign-up/verify');
	})
} satisfies Actions;
