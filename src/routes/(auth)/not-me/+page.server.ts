import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { getNotMeLink } from '$modules/auth/api/recovery/recovery-link';
import { recoverByLink } from '$modules/auth/api/recovery/recover-by-link';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
	const token = url.searchParams.get('token') ?? '';
	const link = token ? await getNotMeLink({ token }) : null;
	if (token && !link) logSecurityEvent('token-refused', { purpose: 'not-me' });
	if (!link) return { token, event: null };
	const { email, currentEmail, since } = link;
	return { token, event: { email, since, restoresEmail: email !== currentEmail } };
};

export const actions = {
	default: formAction(z.object({ token: required() }), async (event, { token }, refuse) => {
		const client = clientContext(event);
		const done = await recoverByLink({ token, type: 'not-me', client });
		if (!done) {
			logSecurityEvent('token-refused', { purpose: 'not-me' });
			return refuse(400, { message: m.recovery_invalid() });
		}
		setFlash(event.cookies, 'flash_account_secured');
		redirect(303, '/sign-in');
	})
} satisfies Actions;
