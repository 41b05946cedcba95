import { redirect, type Handle } from '@sveltejs/kit';
import { safePath } from '@/safe-path';
import { policyOf, type RoutePolicies } from '@/server/handle/route-policy';
import { authPages } from '../../routes/pages';
import { findFormOwner, keepSignedOutForm, keepTypedForm } from '../kept-form/returned-form';
import { signedIn } from '../session/session-owner';

/**
 * Default-deny, keyed by `route.id`: a path without a route is 404 for everybody, and a signed-out
 * visit to anything that is not open goes to the sign-in page and comes back afterwards.
 */
export const handleAccess =
	(policies: RoutePolicies, forms: App.Locals['interruptedForms']): Handle =>
	async ({ event, resolve }) => {
		const { route, url, locals } = event;
		locals.interruptedForms = forms;
		if (route.id === null) return resolve(event);

		const { openTo } = policyOf(policies, event);
		if (locals.session && openTo === 'signed-out') {
			redirect(303, safePath(url.searchParams.get('redirectTo')));
		}
		if (openTo) return resolve(event);
		if (!locals.session) redirect(303, signInAgain(url, await keepSignedOutForm(event)));
		const userId = signedIn(locals).user.id;
		locals.ownsForm = (owner) => findFormOwner([userId], owner) !== null;
		locals.signInAgain = async (typed) => signInAgain(url, await keepTypedForm(event, typed));
		return resolve(event);
	};

/** The way to sign in and back to a page, not to the action that was posted to it, with what was kept. */
function signInAgain(url: URL, kept: string | null): string {
	const query = new URLSearchParams([...url.searchParams].filter(([key]) => !key.startsWith('/')));
	if (kept) query.set('kept', kept);
	const page = query.size > 0 ? `${url.pathname}?${query}` : url.pathname;
	return `${authPages.signIn}?${new URLSearchParams({ redirectTo: safePath(page) })}`;
}
