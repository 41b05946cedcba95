import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { getClosedAccount } from '$modules/auth/api/account/get-closed-account';
import { reopenAccount } from '$modules/auth/api/account/reopen-account';
import { startBrowserSession } from '$modules/auth/api/entry/start-browser-session';
import { readPendingCookie } from '$modules/auth/api/session/session-cookie';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ cookies }) => {
	const pendingId = readPendingCookie(cookies);
	return { account: pendingId ? await getClosedAccount({ pendingId }) : null };
};

export const actions = {
	reopen: formAction(z.object({}), async (event, _, refuse) => {
		const pendingId = readPendingCookie(event.cookies) ?? '';
		const outcome = await reopenAccount({ pendingId, client: clientContext(event) });
		if (!outcome) return refuse(400, { message: m.account_closed_none() });
		setFlash(event.cookies, 'flash_account_reopened');
		redirect(303, await startBrowserSession(event, outcome, '/'));
	})
} satisfies Actions;
