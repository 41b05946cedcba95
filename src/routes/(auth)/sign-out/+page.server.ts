import { redirect } from '@sveltejs/kit';
import { clientContext } from '@/server/client-context';
import { setFlash } from '@/server/flash';
import { deleteSession } from '$modules/auth/api/session/delete-session';
import { deleteSessionCookie } from '$modules/auth/api/session/session-cookie';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(303, '/');

export const actions = {
	default: async (event) => {
		const { session } = event.locals;
		if (session) {
			await deleteSession({
				sessionId: session.id,
				userId: session.userId,
				client: clientContext(event)
			});
			deleteSessionCookie(event.cookies);
			setFlash(event.cookies, 'signed-out');
		}
		// Whatever the browser kept of the private pages goes too.
		event.setHeaders({ 'clear-site-data': '"cache"' });
		redirect(303, '/');
	}
} satisfies Actions;
