import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { getUndoLink } from '$modules/auth/api/recovery/get-undo-link';
import { undoEmailChange } from '$modules/auth/api/recovery/undo-email-change';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
	const token = url.searchParams.get('token') ?? '';
	const link = token ? await getUndoLink({ token }) : null;
	if (!link) return { token, change: null };
	const { oldEmail, newEmail, changedAt } = link;
	return { token, change: { oldEmail, newEmail, changedAt } };
};

export const actions = {
	default: formAction(z.object({ token: required() }), async (event, { token }, refuse) => {
		const undone = await undoEmailChange({ token, client: clientContext(event) });
		if (!undone) return refuse(400, { message: m.recovery_invalid() });
		setFlash(event.cookies, 'account-secured');
		redirect(303, '/sign-in');
	})
} satisfies Actions;
