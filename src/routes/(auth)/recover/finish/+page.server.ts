import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { openLink } from '@/server/open-link';
import { getRecoveryLink } from '$modules/auth/api/delayed-recovery/delayed-recovery-store';
import { finishDelayedRecovery } from '$modules/auth/api/delayed-recovery/finish-delayed-recovery';
import { startBrowserSession } from '$modules/auth/api/entry/start-browser-session';
import { hasProviders } from '$modules/oauth/api/get-provider';
import { authPages } from '$modules/auth/routes/pages';
import type { Actions, PageServerLoad } from './$types';

const purpose = 'recovery-finish';

export const load: PageServerLoad = async (event) => {
	const { found, ...link } = await openLink(event, { purpose }, (token) =>
		getRecoveryLink({ token, purpose })
	);
	const keeps = hasProviders() ? m.recover_finish_keeps : m.recover_finish_keeps_no_provider;
	return { ...link, email: found?.email ?? null, keeps: keeps() };
};

export const actions = {
	default: formAction(z.object({ token: required() }), async (event, { token }, refuse) => {
		const outcome = await finishDelayedRecovery({ token, client: clientContext(event) });
		if (!outcome) {
			logSecurityEvent('token-refused', { purpose });
			return refuse(400, { message: m.recover_finish_invalid() });
		}
		// A closed or suspended account opens nothing yet.
		if (outcome.kind === 'session') setFlash(event.cookies, 'flash_recovery_finished');
		redirect(303, await startBrowserSession(event, outcome, authPages.security));
	})
} satisfies Actions;
