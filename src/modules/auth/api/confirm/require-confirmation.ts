import { redirect } from '@sveltejs/kit';
import { actionWithGoOn, onTo } from '@/redirect-to';
import { logSecurityEvent } from '@/server/log-security-event';
import { authPages } from '../../routes/pages';
import { lifetimes } from '$modules/limits/api/lifetimes';
import {
	forgetResumableForm,
	keepResumableForm,
	type ResumableForm
} from '../kept-form/kept-form-store';
import { signedIn } from '../session/session-owner';
import { needsSecondStep } from '../user/second-step';
import { getUser } from '../user/user-store';

/**
 * Whether the person behind a session proved lately who they are. What lies further ahead, by a clock
 * that was wrong, would count until then.
 */
export const isConfirmed = (session: { confirmedAt: Date }): boolean =>
	Math.abs(Date.now() - session.confirmedAt.getTime()) <= lifetimes.confirmation;

/**
 * The signed-in person, if they proved lately who they are; else sends them to /confirm, from where
 * they come back to `page`.
 */
export function requireConfirmation(locals: App.Locals, page: string) {
	const person = signedIn(locals);
	if (!isConfirmed(person.session)) sendToConfirm(person.user.id, page);
	return person;
}

/**
 * The same for what asks for the password anyway: only where the account asks for a second step is that
 * not enough.
 */
export async function requireSecondStep(locals: App.Locals, page: string) {
	const person = signedIn(locals);
	const account = isConfirmed(person.session) ? null : await getUser({ userId: person.user.id });
	if (account && needsSecondStep(account)) sendToConfirm(account.id, page);
	return person;
}

/**
 * The signed-in person, if they proved lately who they are. Else keeps what they sent and sends them
 * to /confirm, from where they come to a page that says what will happen, with one button: nothing
 * is ever sent by itself.
 * @param url of a page that is on the way to another one, to which they go on afterwards.
 */
export async function requireConfirmationFor(
	locals: App.Locals,
	action: ResumableForm,
	fields: Record<string, unknown> = {},
	url?: URL
) {
	const person = signedIn(locals);
	if (isConfirmed(person.session)) {
		await forgetResumableForm(locals, action);
		return person;
	}
	const page = await keepResumableForm(locals, action, fields);
	sendToConfirm(person.user.id, url ? actionWithGoOn(page, url) : page);
}

function sendToConfirm(userId: string, redirectTo: string): never {
	logSecurityEvent('access-refused', { userId, reason: 'unconfirmed' });
	redirect(303, onTo(authPages.confirm, redirectTo));
}
