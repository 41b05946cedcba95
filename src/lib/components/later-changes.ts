type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const isControl = (target: EventTarget | null): target is Control =>
	target instanceof HTMLTextAreaElement ||
	target instanceof HTMLSelectElement ||
	(target instanceof HTMLInputElement && target.type !== 'file');
const isTicked = (control: Control): control is HTMLInputElement =>
	control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type);

/**
 * Notes what somebody changes in a form while its answer is on the way: the answer fills the form in
 * with what was sent.
 * @returns puts back what was changed since, once the form is filled in.
 */
export function noteLaterChanges(form: HTMLFormElement): () => void {
	const changed = new Map<Control, string | boolean>();
	const note = ({ target }: Event) => {
		if (isControl(target)) changed.set(target, isTicked(target) ? target.checked : target.value);
	};
	form.addEventListener('input', note);

	return () => {
		form.removeEventListener('input', note);
		for (const [control, state] of changed) {
			if (!control.isConnected) continue;
			if (typeof state === 'string') control.value = state;
			else if (isTicked(control)) control.checked = state;
			for (const type of ['input', 'change']) {
				control.dispatchEvent(new Event(type, { bubbles: true }));
			}
		}
	};
}
