import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { madeFor } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { getClosedAccount } from '$modules/auth/api/account/get-closed-account';
import { reopenAccount } from '$modules/auth/api/account/reopen-account';
import { startBrowserSession } from '$modules/auth/api/entry/start-browser-session';
import { formOwner } from '$modules/auth/api/kept-form/returned-form';
import { readPendingCookie } from '$modules/auth/api/session/session-cookie';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ cookies }) => {
	const pendingId = readPendingCookie(cookies);
	const found = pendingId ? await getClosedAccount({ pendingId }) : null;
	if (!found) return { account: null };
	const { userId, email, erasedAt } = found;
	return { account: { email, erasedAt }, formOwner: formOwner(userId) };
};

export const actions = {
	reopen: formAction(z.object(madeFor), async (event, { formOwner }, refuse) => {
		const pendingId = readPendingCookie(event.cookies) ?? '';
		const outcome = await reopenAccount({ pendingId, formOwner, client: clientContext(event) });
		if (outcome === 'other-account') return refuse(400, { message: m.form_other_waiting() });
		if (!outcome) return refuse(400, { message: m.account_closed_none() });
		setFlash(event.cookies, 'flash_account_reopened');
		redirect(303, await startBrowserSession(event, outcome, '/'));
	})
} satisfies Actions;
