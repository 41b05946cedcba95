import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { closeSuspendedAccount } from '$modules/auth/api/account/close-suspended-account';
import { getSuspendedAccount } from '$modules/auth/api/account/get-suspended-account';
import { readPendingCookie } from '$modules/auth/api/session/session-cookie';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ cookies }) => {
	const pendingId = readPendingCookie(cookies);
	const found = pendingId ? await getSuspendedAccount({ pendingId }) : null;
	if (!found) {
		const [title, nothing] = [m.account_closed_none_title(), m.account_closed_none()];
		return { account: null, title, nothing };
	}
	const { email, suspendedAt, erasedAt } = found;
	return { account: { email, suspendedAt, erasedAt }, title: m.account_suspended_title() };
};

export const actions = {
	close: formAction(z.object({}), async (event, _, refuse) => {
		const pendingId = readPendingCookie(event.cookies) ?? '';
		const closed = await closeSuspendedAccount({ pendingId, client: clientContext(event) });
		if (!closed) return refuse(400, { message: m.account_closed_none() });
		redirect(303, '/account-suspended');
	})
} satisfies Actions;
