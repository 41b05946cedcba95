import { notify, setState, stateOf, type Control } from './later-changes';

const selector = 'input:not([type=hidden]), select, textarea';

/** The controls that the server wrote, each with the state that it gave them, and what has focus. */
let early: { control: Control; written: string | boolean; seen: string | boolean; key: string }[] =
	[];
let focused: Control | undefined;

/**
 * Remembers the controls of the page before its script takes it over. An extension that has put an
 * element of its own among them makes Svelte throw the page away and draw it anew: what was typed
 * stays in the controls that are gone.
 */
export function rememberEarlyControls(): void {
	early = listControls().map((found) => ({
		...found,
		written: writtenState(found.control),
		seen: stateOf(found.control)
	}));
	noteFocus({ target: document.activeElement });
	addEventListener('focusin', noteFocus);
}

/** Gives what was typed in them to those that stand in their place; once the script has taken over. */
export function restoreEarlyControls(): void {
	removeEventListener('focusin', noteFocus);
	const gone = early.filter(({ control }) => !control.isConnected);
	early = [];
	if (gone.length === 0) return;
	const now = new Map(listControls().map(({ control, key }) => [key, control]));
	for (const { control, written, seen, key } of gone) {
		const successor = now.get(key);
		if (!successor) continue;
		if (isFileInput(control) && isFileInput(successor)) {
			if (!control.files?.length) continue;
			successor.files = control.files;
			notify(successor);
		} else {
			// Svelte may have taken the options out of a select that it threw away.
			const state = 'options' in control && control.options.length === 0 ? seen : stateOf(control);
			if (state !== written) setState(successor, state);
		}
		if (control === focused) successor.focus();
	}
}

function noteFocus({ target }: Pick<Event, 'target'>): void {
	focused = early.find(({ control }) => control === target)?.control;
}

/** Each control with a key that the one in its place has too: its form, its name and its turn. */
function listControls(): { control: Control; key: string }[] {
	const turns = new Map<string, number>();
	return [...document.querySelectorAll<Control>(selector)].map((control) => {
		const name = `${control.form?.getAttribute('action')} ${control.form?.id} ${control.name}`;
		const turn = turns.get(name) ?? 0;
		turns.set(name, turn + 1);
		return { control, key: `${name} ${turn}` };
	});
}

function writtenState(control: Control): string | boolean {
	if (control instanceof HTMLSelectElement) {
		const options = [...control.options];
		return (options.find(({ defaultSelected }) => defaultSelected) ?? options[0])?.value ?? '';
	}
	return typeof stateOf(control) === 'boolean'
		? (control as HTMLInputElement).defaultChecked
		: control.defaultValue;
}

const isFileInput = (control: Control): control is HTMLInputElement =>
	control instanceof HTMLInputElement && control.type === 'file';
