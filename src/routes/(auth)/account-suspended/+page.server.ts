import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { madeFor } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { closeSuspendedAccount } from '$modules/auth/api/account/close-suspended-account';
import { getSuspendedAccount } from '$modules/auth/api/account/get-suspended-account';
import { formOwner } from '$modules/auth/api/kept-form/returned-form';
import { readPendingCookie } from '$modules/auth/api/session/session-cookie';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ cookies }) => {
	const pendingId = readPendingCookie(cookies);
	const found = pendingId ? await getSuspendedAccount({ pendingId }) : null;
	if (!found) {
		const [title, nothing] = [m.account_closed_none_title(), m.account_closed_none()];
		return { account: null, title, nothing };
	}
	const { userId, email, suspendedAt, erasedAt } = found;
	const account = { email, suspendedAt, erasedAt };
	return { account, title: m.account_suspended_title(), formOwner: formOwner(userId) };
};

export const actions = {
	close: formAction(z.object(madeFor), async (event, { formOwner }, refuse) => {
		const pendingId = readPendingCookie(event.cookies) ?? '';
		const client = clientContext(event);
		const result = await closeSuspendedAccount({ pendingId, formOwner, client });
		if (result === 'other-account') return refuse(400, { message: m.form_other_waiting() });
		if (result === 'none') return refuse(400, { message: m.account_closed_none() });
		redirect(303, '/account-suspended');
	})
} satisfies Actions;
