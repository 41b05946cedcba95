import { error, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { listSessions } from '$modules/auth/api/session/list-sessions';
import { revokeOtherSessions } from '$modules/auth/api/session/revoke-other-sessions';
import { revokeSession } from '$modules/auth/api/session/revoke-session';
import { deleteSessionCookie } from '$modules/auth/api/session/session-cookie';
import { signInAgain } from '@/sign-in-again';
import { signedIn } from '$modules/auth/api/session/signed-in';
import { keepKnownBrowser } from '$modules/auth/api/browser/keep-known-browser';
import type { Actions, PageServerLoad } from './$types';

const here = '/settings/sessions';

export const load: PageServerLoad = async ({ locals }) => {
	const { user, session } = signedIn(locals);
	return { sessions: await listSessions({ userId: user.id, sessionId: session.id }) };
};

const zRevoke = z.object({ id: z.string() });

export const actions = {
	revoke: formAction(zRevoke, async (event, { id }) => {
		const { user, session } = signedIn(event.locals);
		const whose = { userId: user.id, sessionId: session.id };
		const result = await revokeSession({ ...whose, id, client: clientContext(event) });
		if (!result.ok && result.reason === 'none') error(404);
		if (!result.ok) redirect(303, signInAgain(here));
		setFlash(event.cookies, 'session-ended');
		if (id !== session.id) redirect(303, here);
		deleteSessionCookie(event.cookies);
		redirect(303, '/');
	}),
	revokeOthers: formAction(z.object({}), async (event) => {
		const { user, session } = signedIn(event.locals);
		const client = clientContext(event);
		const userId = user.id;
		const done = await revokeOtherSessions({ userId, sessionId: session.id, client });
		if (!done) redirect(303, signInAgain(here));
		keepKnownBrowser(event.cookies, { userId, knownSince: user.knownSince }, done.changedAt);
		setFlash(event.cookies, 'sessions-ended');
		redirect(303, here);
	})
} satisfies Actions;
