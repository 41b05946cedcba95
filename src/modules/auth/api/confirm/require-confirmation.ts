import { redirect } from '@sveltejs/kit';
import { signedIn } from '../session/signed-in';

/** How long a sign-in or a confirmation counts, in milliseconds. */
export const confirmationLifetime = 15 * 60 * 1000;

/**
 * The signed-in person, if they proved lately who they are; else sends them to /confirm, from where
 * they come back to `page`.
 */
export function requireConfirmation(locals: App.Locals, page: string, now = new Date()) {
	const { session, user } = signedIn(locals);
	if (now.getTime() - session.confirmedAt.getTime() > confirmationLifetime) {
		redirect(303, `/confirm?${new URLSearchParams({ redirectTo: page })}`);
	}
	return { session, user };
}
