import { printEnvironment } from './print-environment.ts';
import { printRetention } from './retention.ts';
import { printSignInMatrix } from './sign-in-matrix.ts';

/** What each document has from the code: the name of a part, and what makes it. */
type Parts = Record<string, () => string>;

export const generatedParts: Record<string, Parts> = {
	'docs/operations.md': { environment: printEnvironment, retention: printRetention },
	'docs/security.md': { 'sign-in matrix': printSignInMatrix }
};

/**
 * A document with its generated parts as they are now. Each stands between two comments with its name.
 * @throws where a part has no place.
 */
export function withParts(text: string, parts: Parts): string {
	return Object.entries(parts).reduce((before, [name, make]) => {
		const [from, to] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
		const [head, rest] = before.split(from);
		const [, tail] = rest?.split(to) ?? [];
		if (head === undefined || tail === undefined) throw new Error(`No place for the ${name}.`);
		return `${head}${from}\n\n${make()}\n\n${to}${tail}`;
	}, text);
}
