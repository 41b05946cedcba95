import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { ownSentence } from '@/feature/own-words';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { logSecurityEvent } from '@/server/log-security-event';
import { parseTimeCursor } from '@/server/time-cursor';
import { listEvents, parseKind } from '$modules/activity/api/list-events';
import { nameMethod } from '$modules/auth/api/session/name-method';
import { hasProviders } from '$modules/oauth/api/get-provider';
import { signedIn } from '$modules/auth/api/session/session-owner';
import { keepKnownBrowser } from '$modules/auth/api/browser/known-browser';
import { rejectSignIn } from '$modules/auth/api/sign-in/reject-sign-in';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { user, session } = signedIn(locals);
	const kind = parseKind(url.searchParams.get('kind'));
	const before = parseTimeCursor(url.searchParams.get('before'));
	const list = await listEvents({ userId: user.id, kind, before });
	return {
		...list,
		events: list.events.map((event) => ({
			...event,
			method: event.method && nameMethod(event.method),
			own: ownSentence(event.type, locals.features)
		})),
		kind,
		isFirstPage: !before,
		// Session and entry of one sign-in are made at the same moment.
		signedInAt: session.createdAt
	};
};

const zNotMe = z.object({ id: z.string() });

export const actions = {
	notMe: formAction(zNotMe, async (event, { id: eventId }, refuse) => {
		const { user, owner } = signedIn(event.locals);
		const { userId } = owner;
		const changedAt = await rejectSignIn({ owner, eventId, client: clientContext(event) });
		if (!changedAt) {
			logSecurityEvent('row-refused', { what: 'sign-in', userId });
			return refuse(404, { message: m.row_gone() });
		}
		keepKnownBrowser(event.cookies, { userId, knownSince: user.knownSince }, changedAt);
		setFlash(event.cookies, hasProviders() ? 'flash_not_me' : 'flash_not_me_no_provider');
		redirect(303, '/settings/security');
	})
} satisfies Actions;
