import { redirect } from '@sveltejs/kit';
import { setFlash } from '@/server/flash';
import { revokeCurrentSession } from '$modules/auth/api/session/session-store';
import { deleteSessionCookie } from '$modules/auth/api/session/session-cookie';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(303, '/');

export const actions = {
	default: async (event) => {
		if (event.locals.session) {
			await revokeCurrentSession(event);
			deleteSessionCookie(event.cookies);
			setFlash(event.cookies, 'flash_signed_out');
		}
		// Whatever the browser kept of the private pages goes too.
		event.setHeaders({ 'clear-site-data': '"cache"' });
		redirect(303, '/');
	}
} satisfies Actions;
