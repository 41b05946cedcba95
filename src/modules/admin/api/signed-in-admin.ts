import { error } from '@sveltejs/kit';
import { isTwoFactors } from '$modules/auth/api/session/amr';
import { signedIn } from '$modules/auth/api/session/session-owner';

/**
 * Who of the people who run the site is signed in, proved by two factors. The handle has refused
 * everybody else before; this fails closed should a route ever be opened by mistake.
 */
export function signedInAdmin(locals: App.Locals) {
	const person = signedIn(locals);
	if (person.user.role !== 'admin' || !isTwoFactors(person.session)) error(404);
	return person;
}
