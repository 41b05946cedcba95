import { redirect } from '@sveltejs/kit';
import { setFlash } from '@/server/flash';
import { revokeCurrentSession } from '$modules/auth/api/session/session-store';
import {
	deletePendingCookie,
	deleteSessionCookie,
	readPendingToken
} from '$modules/auth/api/session/session-cookie';
import { deleteWaitingSignIn } from '$modules/auth/api/sign-in/waiting-sign-in';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(303, '/');

export const actions = {
	default: async (event) => {
		if (event.locals.session) {
			await revokeCurrentSession(event);
			deleteSessionCookie(event.cookies);
			setFlash(event.cookies, 'flash_signed_out');
		}
		// Nor goes on whoever has come half-way in here, or to an account that opens nothing.
		const pending = readPendingToken(event.cookies);
		if (pending) await deleteWaitingSignIn({ pending });
		deletePendingCookie(event.cookies);
		// Whatever the browser kept of the private pages goes too.
		event.setHeaders({ 'clear-site-data': '"cache"' });
		redirect(303, '/');
	}
} satisfies Actions;
