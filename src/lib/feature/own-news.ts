import type { Locale } from '@/paraglide/runtime';

/**
 * Something that a feature keeps in the record of activity. The record stores the type alone, so an entry
 * outlives the feature that made it.
 */
export interface OwnEvent {
	/** The feature's name, a slash and a word: `notes/all-removed`. Ours have no slash. */
	type: `${string}/${string}`;
	/** Under what people find it. */
	kind: 'sign-in' | 'security' | 'account';
	/** What happened, in the reader's language. */
	sentence: () => string;
}

/** What a mail says, in its reader's language. HTML and text are both made from it. */
export interface MailWords {
	subject: string;
	heading: string;
	paragraphs: string[];
	/** Something to open: a button, and the address in full below it. */
	action?: { label: string; url: string };
	/** Small print, such as what to do when the mail was not expected. */
	note?: string;
}

/** A mail that a feature sends to the owner of an account. */
export interface OwnMail {
	/** The feature's name, a slash and a word: `notes/all-removed`. Ours have no slash. */
	template: `${string}/${string}`;
	/** How it is called where it is spoken of, in the reader's language. */
	name: () => string;
	/**
	 * What it says, found out when it is about to be sent; `null` when none is due any more.
	 * @param mail.about the id that it was asked for with.
	 */
	prepare: (mail: {
		about: string;
		recipient: string;
		locale: Locale;
		createdAt: Date;
	}) => Promise<MailWords | null>;
}
