import { error, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { madeFor } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { safePath } from '@/redirect-to';
import { clientContext } from '@/server/client-context';
import { getRecoveryPage } from '$modules/auth/api/delayed-recovery/get-recovery-page';
import { recoveryDelay } from '$modules/auth/api/delayed-recovery/delayed-recovery-store';
import { startDelayedRecovery } from '$modules/auth/api/delayed-recovery/start-delayed-recovery';
import { readPendingToken } from '$modules/auth/api/session/session-cookie';
import { authPages } from '$modules/auth/routes/pages';
import type { Actions, PageServerLoad } from './$types';

/** Where the sign-in that waits was to lead: it survives the way here and back. */
const placeOf = (url: URL) =>
	new URLSearchParams({ redirectTo: safePath(url.searchParams.get('redirectTo')) });

export const load: PageServerLoad = async ({ cookies, url }) => {
	if (recoveryDelay() === null) error(404);
	const found = await getRecoveryPage({ pending: readPendingToken(cookies) });
	const query = String(placeOf(url));
	if (!found) return { waiting: null, query };
	const { formOwner, ...waiting } = found;
	return { waiting, formOwner, query };
};

export const actions = {
	default: formAction(z.object(madeFor), async (event, { formOwner }, refuse) => {
		const pending = readPendingToken(event.cookies);
		const client = clientContext(event);
		const result = await startDelayedRecovery({ pending, formOwner, client });
		if (result === 'other-account') return refuse(400, { message: m.form_other_waiting() });
		if (result === 'none') return refuse(400, { message: m.recover_none() });
		redirect(303, `${authPages.recover}?${placeOf(event.url)}`);
	})
} satisfies Actions;
