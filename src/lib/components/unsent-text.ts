import type { WatchedForm } from './watch-changes';

/** The forms of this page, each with what knows whether somebody changed it. */
const forms = new Map<HTMLFormElement, WatchedForm>();

/** @returns takes the form off the list, once it is gone. */
export function listForm(form: HTMLFormElement, watched: WatchedForm): () => void {
	forms.set(form, watched);
	return () => void forms.delete(form);
}

/** Marks the forms with something in them that was typed and not sent. @returns whether there are any. */
export function markUnsentForms(): boolean {
	for (const [form, { changed }] of forms) form.toggleAttribute('data-unsent', changed);
	return [...forms.values()].some(({ changed }) => changed);
}
