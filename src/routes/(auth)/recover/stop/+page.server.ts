import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { madeFor } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { onTo } from '@/redirect-to';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { openLink } from '@/server/open-link';
import { SessionEndedError } from '@/server/request-errors';
import {
	getRecoveryLink,
	recoveryDelay
} from '$modules/auth/api/delayed-recovery/delayed-recovery-store';
import {
	stopOwnRecovery,
	stopRecoveryByLink
} from '$modules/auth/api/delayed-recovery/stop-recovery';
import { isMadeForAnother } from '$modules/auth/api/kept-form/returned-form';
import { describeLinkOfAnother, isOfAnother } from '$modules/auth/api/session/link-of-another';
import { ownerOf } from '$modules/auth/api/session/session-owner';
import { authPages } from '$modules/auth/routes/pages';
import type { Actions, PageServerLoad } from './$types';

const purpose = 'recovery-stop';

/** By the link of a mail, or in a session of the account, which needs none. */
export const load: PageServerLoad = async (event) => {
	const { user } = event.locals;
	if (user && !event.url.searchParams.has('token')) {
		const requestedAt = recoveryDelay() === null ? null : user.recoveryRequestedAt;
		if (!requestedAt) event.locals.isLinkUnusable = true;
		const asked = requestedAt && { email: user.email, requestedAt };
		return { token: '', isIncomplete: false, another: null, asked };
	}
	const { found, ...link } = await openLink(event, { purpose }, (token) =>
		getRecoveryLink({ token, purpose })
	);
	const asked = found && { email: found.email, requestedAt: found.requestedAt };
	return { ...link, another: describeLinkOfAnother(event.locals, found), asked };
};

async function stop(event: RequestEvent, token: string): Promise<{ userId: string } | null> {
	const client = clientContext(event);
	if (token) return stopRecoveryByLink({ token, client });
	const owner = ownerOf(event.locals);
	return owner && (await stopOwnRecovery({ owner, client })) ? owner : null;
}

const signInAndBack = onTo(authPages.signIn, authPages.stopRecovery);

const zStop = z.object({ token: z.string().default(''), ...madeFor });

export const actions = {
	default: formAction(zStop, async (event, form, refuse) => {
		const { user } = event.locals;
		// A link says itself whose recovery it stops.
		if (!form.token) {
			event.locals.signInAgain = () => Promise.resolve(signInAndBack);
			if (user && isMadeForAnother(form.formOwner, user.id)) {
				return refuse(400, { message: m.form_other_account() });
			}
			// Nothing was stopped, and theirs may be running yet.
			if (!user && form.formOwner && recoveryDelay() !== null) throw new SessionEndedError();
		}
		const stopped = await stop(event, form.token);
		if (!stopped) {
			logSecurityEvent('token-refused', { purpose });
			const message = form.token ? m.recover_stop_invalid() : m.recover_stop_none();
			return refuse(400, { message });
		}
		const another = isOfAnother(event.locals, stopped);
		setFlash(event.cookies, another ? 'flash_recovery_stopped_another' : 'flash_recovery_stopped');
		const isOwn = event.locals.session && !another;
		redirect(303, isOwn ? authPages.security : authPages.forgotPassword);
	})
} satisfies Actions;
