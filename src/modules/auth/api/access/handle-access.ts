import { redirect, type Handle } from '@sveltejs/kit';
import { safePath } from '@/safe-path';
import { signInAgain } from '@/sign-in-again';
import { findFormOwner } from '../kept-form/form-owner';
import { keepSignedOutForm } from '../kept-form/keep-signed-out-form';
import { signedIn } from '../session/signed-in';
import { openRoutes, signedOutRoutes } from './open-routes';

/**
 * Default-deny, keyed by `route.id`: a path without a route is 404 for everybody, and a signed-out
 * visit to anything that is not open goes to the sign-in page and comes back afterwards.
 */
export const handleAccess: Handle = async ({ event, resolve }) => {
	const { route, url, locals } = event;
	if (route.id === null) return resolve(event);

	if (locals.session && signedOutRoutes.has(route.id)) {
		redirect(303, safePath(url.searchParams.get('redirectTo')));
	}
	if (openRoutes.has(route.id)) return resolve(event);
	if (!locals.session) {
		redirect(303, signInAgain(safePath(pathOf(url, await keepSignedOutForm(event)))));
	}
	const userId = signedIn(locals).user.id;
	locals.ownsForm = (owner) => findFormOwner([userId], owner) !== null;
	return resolve(event);
};

/** The page's path, without the name of the action that was posted to it, with what was kept of it. */
function pathOf(url: URL, kept: string | null): string {
	const query = new URLSearchParams([...url.searchParams].filter(([key]) => !key.startsWith('/')));
	if (kept) query.set('kept', kept);
	return query.size > 0 ? `${url.pathname}?${query}` : url.pathname;
}
