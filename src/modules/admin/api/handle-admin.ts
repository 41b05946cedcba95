import { error, redirect, type Handle } from '@sveltejs/kit';
import { onTo, pageOf } from '@/redirect-to';
import { answerNotFound } from '@/server/handle/answer-not-found';
import { logSecurityEvent } from '@/server/log-security-event';
import { isTwoFactors } from '$modules/auth/api/session/amr';
import { signedIn } from '$modules/auth/api/session/session-owner';
import { authPages } from '$modules/auth/routes/pages';

/** Every route in it is for the people who run the site, also one that nobody has thought of yet. */
const GROUP = '/(admin)/';

/**
 * Keeps the pages of the people who run the site to them: for everybody else who is signed in there is
 * no such page. Their sessions open them once two factors have proved who they are; what an account
 * lacks for that, and who is not signed in, is for the next handle to say.
 */
export const handleAdmin: Handle = ({ event, resolve }) => {
	const { user, session } = event.locals;
	if (!event.route.id?.startsWith(GROUP) || !user || !session) return resolve(event);
	if (user.role !== 'admin') {
		logSecurityEvent('role-missing', { userId: user.id });
		return answerNotFound(event);
	}
	const lacksSomething = session.missing !== null || user.lacksFactor;
	if (lacksSomething || isTwoFactors(session)) return resolve(event);
	logSecurityEvent('access-refused', { userId: user.id, reason: 'one-factor' });
	redirect(303, onTo(authPages.confirm, pageOf(event.url)));
};

/**
 * Who of the people who run the site is signed in, proved by two factors. {@link handleAdmin} has
 * refused everybody else before; this fails closed should a route ever be opened by mistake.
 */
export function signedInAdmin(locals: App.Locals) {
	const person = signedIn(locals);
	if (person.user.role !== 'admin' || !isTwoFactors(person.session)) error(404);
	return person;
}
