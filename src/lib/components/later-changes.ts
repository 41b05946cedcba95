type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const isControl = (target: EventTarget | null): target is Control =>
	target instanceof HTMLTextAreaElement ||
	target instanceof HTMLSelectElement ||
	(target instanceof HTMLInputElement && target.type !== 'file');
const isTicked = (control: Control): control is HTMLInputElement =>
	control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type);

/**
 * Remembers what somebody changes in a form while the answer is on its way, because the answer will
 * fill the form in with what was sent.
 * @returns a function that puts those changes back; call it once the answer has filled the form in.
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
