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
	if (!isConfirmed(session, now)) {
		redirect(303, `/confirm?${new URLSearchParams({ redirectTo: page })}`);
	}
	return { session, user };
}

/** Whether the person behind a session proved lately who they are. */
export function isConfirmed(session: { confirmedAt: Date }, now: Date): boolean {
	return now.getTime() - session.confirmedAt.getTime() <= confirmationLifetime;
}
