import { redirect, type Handle, type RequestEvent } from '@sveltejs/kit';
import { postedAction } from '@/posted-form';
import { onTo, pageOf, safePath } from '@/redirect-to';
import { log } from '@/server/log';
import { logSecurityEvent } from '@/server/log-security-event';
import { policyOf, type RoutePolicies, type RoutePolicy } from '@/server/handle/route-policy';
import { authPages } from '../../routes/pages';
import { findFormOwner, keepSignedOutForm, keepTypedForm } from '../kept-form/returned-form';
import { signedIn } from '../session/session-owner';

/**
 * Default-deny, keyed by `route.id`: a path without a route is 404 for everybody, and a signed-out
 * visit to anything that is not open goes to the sign-in page and comes back afterwards. A session
 * that lacks something opens the page that makes up for it, and whatever says that it opens too: not
 * even what is open to everybody, where it would count as a whole one. The same goes for every session
 * of an account that has to get a second factor first, whenever it began.
 */
export const handleAccess =
	(policies: RoutePolicies, forms: App.Locals['interruptedForms']): Handle =>
	async ({ event, resolve }) => {
		const { route, url, locals } = event;
		locals.interruptedForms = forms;
		if (route.id === null) return resolve(event);

		const policy = policyOf(policies, event);
		const { openTo, opensUnfinished } = policy;
		const isForOthers = locals.session && openTo === 'signed-out';
		const next = isForOthers ? safePath(url.searchParams.get('redirectTo')) : pageOf(url);
		const refused = (reason: string) =>
			logSecurityEvent('access-refused', { userId: locals.user?.id, reason });
		if (locals.session?.missing && !opensUnfinished) {
			refused('unfinished');
			redirect(303, finish(next));
		}
		if (locals.user?.lacksFactor && !opensWithoutFactor(policy, event)) {
			refused('no-second-factor');
			redirect(303, setUpFactor(isForOthers ? next : pageOf(url, await keepSignedOutForm(event))));
		}
		if (isForOthers) redirect(303, next);
		if (openTo) return resolve(event);
		if (!locals.session) {
			refused('signed-out');
			redirect(303, signInAgain(url, await keepSignedOutForm(event)));
		}
		const { user } = signedIn(locals);
		log.debug(
			{ event: 'access-granted', id: locals.requestId, route: route.id, userId: user.id },
			'a page that is open to them'
		);
		locals.ownsForm = (owner) => findFormOwner([user.id], owner) !== null;
		locals.signInAgain = async (typed) => signInAgain(url, await keepTypedForm(event, typed));
		return resolve(event);
	};

/** The way to sign in and back to a page, with what was kept. */
const signInAgain = (url: URL, kept: string | null): string =>
	onTo(authPages.signIn, pageOf(url, kept));

/** The way to make up for what a session lacks, and on to a page. */
const finish = (redirectTo: string): string => onTo(authPages.welcomePasskey, redirectTo);

/** Whether somebody comes here who has to set up a second factor before anything else. */
function opensWithoutFactor(policy: RoutePolicy, { request, url }: RequestEvent): boolean {
	const { opensUnfinished, opensWithoutFactor = [] } = policy;
	if (opensUnfinished || opensWithoutFactor === 'all') return true;
	const isVisit = request.method === 'GET' || request.method === 'HEAD';
	return isVisit
		? opensWithoutFactor.length > 0
		: opensWithoutFactor.includes(postedAction(url) ?? 'default');
}

/** The way to set up a second factor, and on to a page. */
function setUpFactor(redirectTo: string): string {
	const page = authPages.security;
	return redirectTo.split('?')[0] === page ? page : onTo(page, redirectTo);
}
