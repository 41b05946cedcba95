import type { Pathname } from '$app/types';

type Fields = Record<string, string>;

/** What a page says before it lets a form go on whose sender was asked to confirm. */
type Resumption = { text: string; submit: string; isDangerous?: boolean };

/** A form that outlives an interruption: a session that ended, or a question who is there. */
export interface InterruptedForm {
	/** The fields that are kept. Never a password, a code, a file, or what proves who somebody is. */
	fields: readonly string[];
	/** Its page shows again what was typed, once the person has signed in. */
	comesBack?: boolean;
	/** What it will do, where it goes on after a confirmation; in the reader's language. */
	describe?: (fields: Fields) => Resumption;
}

/**
 * A form's name: the path of its page, and the name of its action where it has one. A part of the path
 * that differs from page to page stands as in the route: `[id]`.
 */
type FormName = Pathname | `${Pathname}?/${string}`;

/** Forms by name: a page that does not exist is a type error. No other form is ever kept. */
export type InterruptedForms = { readonly [Name in FormName]?: InterruptedForm };

/** The entry of the form that is sent to this address; most forms have none. */
export function formOf(forms: InterruptedForms, address: string): InterruptedForm | undefined {
	const name = Object.keys(forms).find((name) => isNameOf(name, address));
	return name === undefined ? undefined : forms[name as FormName];
}

function isNameOf(name: string, address: string): boolean {
	if (!name.includes('[')) return name === address;
	const parts = address.split(/[/?]/);
	const named = name.split(/[/?]/);
	return (
		named.length === parts.length &&
		named.every((part, index) => part.startsWith('[') || part === parts[index])
	);
}
