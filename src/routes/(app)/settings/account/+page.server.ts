import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { getLocale } from '@/paraglide/runtime';
import { clientContext } from '@/server/client-context';
import { env } from '@/server/env';
import { setFlash } from '@/server/flash';
import { closeAccount } from '$modules/auth/api/account/close-account';
import { requireConfirmationFor } from '$modules/auth/api/confirm/require-confirmation';
import { zNewEmail } from '@/server/email-address';
import { requestEmailChange } from '$modules/auth/api/email-change/request-email-change';
import { forgetReturnedForm, getReturnedForm } from '$modules/auth/api/kept-form/returned-form';
import { deleteSessionCookie } from '$modules/auth/api/session/session-cookie';
import { signedIn } from '$modules/auth/api/session/session-owner';
import type { Actions, PageServerLoad } from './$types';

const here = '/settings/account';

export const load: PageServerLoad = async (event) => ({
	email: signedIn(event.locals).user.email,
	sent: event.url.searchParams.has('sent'),
	held: event.url.searchParams.has('held'),
	mailboxEnabled: env().mailboxEnabled,
	returned: await getReturnedForm(event)
});

export const actions = {
	changeEmail: formAction(z.object({ email: zNewEmail }), async (event, { email }, refuse) => {
		const { user, owner } = signedIn(event.locals);
		if (email === user.email) return refuse(400, { errors: { email: m.account_email_same() } });
		await requireConfirmationFor(event.locals, `${here}?/changeEmail`, { email });
		const client = clientContext(event);
		const asked = await requestEmailChange({ owner, email, locale: getLocale(), client });
		await forgetReturnedForm(event);
		redirect(303, asked ? `${here}?sent` : `${here}?held`);
	}),
	delete: formAction(z.object({}), async (event) => {
		const { owner } = await requireConfirmationFor(event.locals, `${here}?/delete`);
		await closeAccount({ owner, client: clientContext(event) });
		deleteSessionCookie(event.cookies);
		setFlash(event.cookies, 'flash_account_closed');
		event.setHeaders({ 'clear-site-data': '"cache"' });
		redirect(303, '/');
	})
} satisfies Actions;
