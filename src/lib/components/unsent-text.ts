import type { WatchedForm } from './watch-changes';

/** The forms of this page that are watched, each with what knows whether somebody changed it. */
const forms = new Map<HTMLFormElement, WatchedForm>();

/** @returns takes the form off the list, once it is gone. */
export function listForm(form: HTMLFormElement, watched: WatchedForm): () => void {
	forms.set(form, watched);
	return () => void forms.delete(form);
}

/** Of a form that is not watched: whether something was typed into what was empty, or over what was there. */
const holdsText = (form: HTMLFormElement): boolean =>
	[...form.elements].some(
		(field) =>
			(field instanceof HTMLTextAreaElement ||
				(field instanceof HTMLInputElement && /^(?:text|email|password|url)$/.test(field.type))) &&
			field.value !== '' &&
			field.value !== field.defaultValue
	);

/** Marks the forms with something in them that was typed and not sent. @returns whether there are any. */
export function markUnsentForms(): boolean {
	const unsent = [...document.forms].filter((form) => forms.get(form)?.changed ?? holdsText(form));
	for (const form of document.forms) form.toggleAttribute('data-unsent', unsent.includes(form));
	return unsent.length > 0;
}
