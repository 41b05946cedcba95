import { formOf } from '@/forms/interrupted-form';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { authPages } from '../../routes/pages';
import { signedIn } from '../session/session-owner';
import { createKeptForm, deleteKeptForm, getKeptForm } from './kept-form-store';

type Forms = App.Locals['interruptedForms'];

/** The forms that go on after a confirmation: those whose entry describes what they will do. */
export type ResumableForm = {
	[Action in keyof Forms]: Forms[Action] extends { describe: unknown } ? Action : never;
}[keyof Forms];

/**
 * Keeps what was sent by a form that asks for a confirmation first, for this person in this session.
 * @returns the page on which it waits.
 */
export async function keepResumableForm(
	locals: App.Locals,
	action: ResumableForm,
	fields: Record<string, unknown>
): Promise<string> {
	const { userId, sessionId } = signedIn(locals).owner;
	const id = await createKeptForm({
		userId,
		keptFor: { sessionId },
		action,
		form: locals.interruptedForms[action],
		fields,
		lifetime: lifetimes.interruptedForm
	});
	return `${authPages.resume}?id=${id}`;
}

/** A form that waits for its sender, with what it will do, or `null` where none does under this id. */
export async function getResumableForm(locals: App.Locals, id: string) {
	const { userId, sessionId } = signedIn(locals).owner;
	const kept = await getKeptForm({ id, userId, keptFor: { sessionId } });
	const description = kept && formOf(locals.interruptedForms, kept.action)?.describe?.(kept.fields);
	return description ? { ...description, ...kept } : null;
}

/** Forgets the form of an action that is carried out now, should it have waited: once is enough. */
export async function forgetResumableForm(
	locals: App.Locals,
	action: ResumableForm
): Promise<void> {
	const { userId, sessionId } = signedIn(locals).owner;
	await deleteKeptForm({ userId, keptFor: { sessionId }, action });
}
