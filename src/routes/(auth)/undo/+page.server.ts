import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { openLink } from '@/server/open-link';
import { describeAdditions, getUndoLink } from '$modules/auth/api/recovery/recovery-link';
import { recoverByLink } from '$modules/auth/api/recovery/recover-by-link';
import { describeLinkOfAnother, isOfAnother } from '$modules/auth/api/session/link-of-another';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { found, ...link } = await openLink(event, { purpose: 'email-undo' }, (token) =>
		getUndoLink({ token })
	);
	const another = describeLinkOfAnother(event.locals, found);
	const about = { ...link, another, additions: describeAdditions() };
	if (!found) return { ...about, change: null };
	const { email, newEmail, since } = found;
	return { ...about, change: { oldEmail: email, newEmail, changedAt: since } };
};

export const actions = {
	default: formAction(z.object({ token: required() }), async (event, { token }, refuse) => {
		const client = clientContext(event);
		const undone = await recoverByLink({ token, type: 'email-restored', client });
		if (!undone) {
			logSecurityEvent('token-refused', { purpose: 'email-undo' });
			return refuse(400, { message: m.recovery_invalid() });
		}
		const another = isOfAnother(event.locals, undone);
		setFlash(event.cookies, another ? 'flash_account_secured_another' : 'flash_account_secured');
		redirect(303, another ? '/' : '/sign-in');
	})
} satisfies Actions;
