export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const isControl = (target: EventTarget | null): target is Control =>
	target instanceof HTMLTextAreaElement ||
	target instanceof HTMLSelectElement ||
	(target instanceof HTMLInputElement && target.type !== 'file');
const isTicked = (control: Control): control is HTMLInputElement =>
	control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type);

/** What somebody can change of a control: whether it is ticked, or what stands in it. */
export const stateOf = (control: Control): string | boolean =>
	isTicked(control) ? control.checked : control.value;

/** Changes a control as somebody would, so that what is bound to it hears of it. */
export function setState(control: Control, state: string | boolean): void {
	if (typeof state === 'string') control.value = state;
	else if (isTicked(control)) control.checked = state;
	notify(control);
}

export function notify(control: Control): void {
	for (const type of ['input', 'change']) {
		control.dispatchEvent(new Event(type, { bubbles: true }));
	}
}

/**
 * Remembers what somebody changes in a form while the answer is on its way, because the answer will
 * fill the form in with what was sent.
 * @returns a function that puts those changes back; call it once the answer has filled the form in.
 */
export function noteLaterChanges(form: HTMLFormElement): () => void {
	const changed = new Map<Control, string | boolean>();
	const note = ({ target }: Event) => {
		if (isControl(target)) changed.set(target, stateOf(target));
	};
	form.addEventListener('input', note);

	return () => {
		form.removeEventListener('input', note);
		for (const [control, state] of changed) {
			if (control.isConnected) setState(control, state);
		}
	};
}
