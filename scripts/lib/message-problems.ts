/** The messages of one language, by key, as `messages/*.json` has them. */
export type Messages = Record<string, unknown>;

const placeholders = (message: unknown) =>
	new Set(JSON.stringify(message).match(/\{[\w]+\}/g) ?? []);

/**
 * What keeps the languages from saying the same: a key that one has and another lacks, an empty
 * message, a placeholder that is missing or made up.
 * @param base the language that the others are measured by.
 */
export function messageProblems(languages: Record<string, Messages>, base = 'en'): string[] {
	const model = languages[base] ?? {};
	return Object.entries(languages).flatMap(([language, messages]) => {
		const keys = Object.keys(model);
		const missing = keys.filter((key) => !Object.hasOwn(messages, key));
		const unknown = Object.keys(messages).filter((key) => !Object.hasOwn(model, key));
		const empty = Object.keys(messages).filter((key) => !messages[key]);
		const different = keys.filter((key) => {
			if (missing.includes(key)) return false;
			return placeholders(messages[key]).symmetricDifference(placeholders(model[key])).size > 0;
		});
		return [
			...missing.map((key) => `${language} lacks ${key}`),
			...unknown.map((key) => `${language} has ${key}, which ${base} lacks`),
			...empty.map((key) => `${language} says nothing for ${key}`),
			...different.map((key) => `${language} has other placeholders in ${key} than ${base}`)
		];
	});
}
