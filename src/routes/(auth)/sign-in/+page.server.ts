import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { redirectTo } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { safePath } from '@/safe-path';
import { clientContext } from '@/server/client-context';
import { zEmail } from '$modules/auth/api/email/email-address';
import { zTypedPassword } from '$modules/auth/api/password/password-fields';
import { enter } from '$modules/auth/api/sign-in/enter';
import { readKnownBrowser } from '$modules/auth/api/sign-in/known-browser';
import { signInWithPassword } from '$modules/auth/api/sign-in/sign-in-with-password';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({
	redirectTo: safePath(url.searchParams.get('redirectTo'))
});

const zPasswordForm = z.object({ email: zEmail, password: zTypedPassword, redirectTo });

export const actions = {
	password: formAction(zPasswordForm, async (event, { email, password, redirectTo }, refuse) => {
		const known = readKnownBrowser(event.cookies);
		const client = clientContext(event);
		const outcome = await signInWithPassword({ email, password, known, client });
		if (!outcome) return refuse(400, { message: m.sign_in_mismatch() });
		redirect(303, enter(event.cookies, outcome, redirectTo));
	})
} satisfies Actions;
