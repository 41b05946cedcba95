import { error, redirect } from '@sveltejs/kit';
import { z } from 'zod';
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
	const waiting = await getRecoveryPage({ pending: readPendingToken(cookies) });
	return { waiting, query: String(placeOf(url)) };
};

export const actions = {
	default: formAction(z.object({}), async (event, _, refuse) => {
		const pending = readPendingToken(event.cookies);
		const isRunning = await startDelayedRecovery({ pending, client: clientContext(event) });
		if (!isRunning) return refuse(400, { message: m.recover_none() });
		redirect(303, `${authPages.recover}?${placeOf(event.url)}`);
	})
} satisfies Actions;
