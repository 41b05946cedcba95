import type { Pathname } from '$app/types';

type Fields = Record<string, string>;

/** What a page says before it lets a form go on that /confirm had interrupted. */
export type Resumption = { text: string; submit: string; isDangerous?: boolean };

/** A form that outlives an interruption: a session that ended, or a question who is there. */
export interface InterruptedForm {
	/** The fields that are kept. Never a password, a code, a credential or a file. */
	fields: readonly string[];
	/** Its page shows again what was typed, once the person has signed in. */
	comesBack?: boolean;
	/** What it will do, where it can go on after /confirm; in the reader's language. */
	describe?: (fields: Fields) => Resumption;
}

/** Forms by the path of their page, and the name of their action where they have one. */
export type InterruptedForms = {
	readonly [Form in Pathname | `${Pathname}?/${string}`]?: InterruptedForm;
};
