import { createContext } from 'svelte';

/** What a field needs to know of the form around it. */
export interface FormContext {
	/** Ids of the fields of this form begin with it, so that two forms can share a field's name. */
	readonly prefix: string;
	/** How often it was saved: its fields then show what the server made of it. */
	readonly saves: number;
}

const [read, provide] = createContext<FormContext>();

/** Called once by `Form`. */
export const provideForm = provide;

/** The surrounding form, or `null` for a field that stands alone. */
export function getForm(): FormContext | null {
	try {
		return read();
	} catch {
		return null;
	}
}

/** The id of the control called `name` in a form with this prefix. */
export function fieldId(name: string, prefix = ''): string {
	return prefix ? `${prefix}-${name}` : name;
}
