import { getForm } from './form-context';

/**
 * The value of a control, to be bound to it: a plain `value={…}` would wipe what was typed before
 * the page's script took over. It is what the server gave, until somebody changes it; what they
 * changed stays until the server has something else, or has saved this form.
 * @param given reads what the server gave.
 */
export function controlValue<T>(given: () => T): { current: T } {
	const form = getForm();
	// Derived by itself, so that other data of the page can change and what was typed stays.
	const fromServer = $derived(given());
	let current = $derived.by(() => {
		void form?.saves;
		return fromServer;
	});
	return {
		get current() {
			return current;
		},
		set current(value) {
			current = value;
		}
	};
}
