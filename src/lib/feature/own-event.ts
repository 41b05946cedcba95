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
