/** What a feature is about: the word for many, by which it is called, and the word for one. */
export type FeatureName = { many: string; one: string };

const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/**
 * A text of the sample, or a path, with another name in the place of "notes". Sentences of other
 * languages than English stay: nobody knows their words for it.
 */
export function renameNotes(text: string, { many, one }: FeatureName, path = ''): string {
	const words: Record<string, string> = {
		notes: many,
		note: one,
		Notes: capital(many),
		Note: capital(one)
	};
	const rename = (part: string) => part.replace(/[Nn]otes?/g, (word) => words[word] ?? word);
	const isForeign = /\/messages\/(?!en\.)\w+\.json$/.test(path);
	if (!isForeign) return rename(text);
	return text.replace(/"\w+":|notes\.json/g, rename);
}
