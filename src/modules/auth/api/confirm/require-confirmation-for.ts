import { redirect } from '@sveltejs/kit';
import { createKeptForm } from '../kept-form/create-kept-form';
import { deleteKeptForm } from '../kept-form/delete-kept-form';
import { signedIn } from '../session/signed-in';
import type { ResumableAction } from './resumable-actions';
import { isConfirmed } from './require-confirmation';

/** How long an interrupted action can be resumed, in milliseconds. */
const resumeLifetime = 10 * 60 * 1000;

/**
 * The signed-in person, if they proved lately who they are. Else keeps what they sent and sends them
 * to /confirm, from where they come to a page that says what will happen, with one button: nothing
 * is ever sent by itself.
 */
export async function requireConfirmationFor(
	locals: App.Locals,
	action: ResumableAction,
	fields: Record<string, string> = {},
	now = new Date()
) {
	const { session, user } = signedIn(locals);
	const keptFor = { sessionId: session.id };
	if (isConfirmed(session, now)) {
		await deleteKeptForm({ userId: user.id, keptFor, action });
		return { session, user };
	}
	const lifetime = resumeLifetime;
	const id = await createKeptForm({ userId: user.id, keptFor, action, fields, lifetime, now });
	const redirectTo = id ? `/confirm/resume?id=${id}` : (action.split('?')[0] ?? '/');
	redirect(303, `/confirm?${new URLSearchParams({ redirectTo })}`);
}
