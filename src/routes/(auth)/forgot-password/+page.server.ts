import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { getLocale } from '@/paraglide/runtime';
import { clientContext } from '@/server/client-context';
import { env } from '@/server/env';
import { zEmail } from '@/server/email-address';
import { getProofChallenge } from '$modules/limits/api/get-proof-challenge';
import { requestPasswordReset } from '$modules/auth/api/reset/request-password-reset';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => ({
	intro: env().passkeysAvailable ? m.forgot_password_intro() : m.forgot_password_intro_password(),
	sent: url.searchParams.has('sent'),
	late: url.searchParams.has('slow') ? m.mail_late() : '',
	proof: await getProofChallenge('password-reset'),
	mailboxEnabled: env().mailboxEnabled
});

const zForgotForm = z.object({ email: zEmail, proof: z.string().optional() });

export const actions = {
	default: formAction(zForgotForm, async (event, data) => {
		const client = clientContext(event);
		const { isSlow } = await requestPasswordReset({ ...data, locale: getLocale(), client });
		redirect(303, isSlow ? '/forgot-password?sent&slow' : '/forgot-password?sent');
	})
} satisfies Actions;
