import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { getLocale } from '@/paraglide/runtime';
import { clientContext } from '@/server/client-context';
import { env } from '@/server/env';
import { zEmail } from '@/email-address';
import { requestPasswordReset } from '$modules/auth/api/reset/request-password-reset';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({
	intro: env().passkeysAvailable ? m.forgot_password_intro() : m.forgot_password_intro_password(),
	sent: url.searchParams.has('sent'),
	mailboxEnabled: env().mailboxEnabled
});

export const actions = {
	default: formAction(z.object({ email: zEmail }), async (event, { email }) => {
		await requestPasswordReset({ email, locale: getLocale(), client: clientContext(event) });
		redirect(303, '/forgot-password?sent');
	})
} satisfies Actions;
