import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Classes and properties that name a side of the screen, where a language may begin on the other. */
const sides = [
	/(?<![\w-])-?(?:scroll-)?[mp][lr]-(?:\d|auto|px|\[|\()\S*/g,
	/(?<![\w-])-?(?:left|right)-(?:\d|auto|full|px|\[|\()\S*/g,
	/(?<![\w-])(?:text|float|clear|origin(?:-\w+)?|object(?:-\w+)?|bg)-(?:left|right)\b/g,
	/(?<![\w-])(?:border-[lr]|rounded-(?:[lr]|[tb][lr])|bg-linear-to-[tb]?[lr]|-?translate-x)(?![a-z])/g,
	/\b(?:margin|padding|border(?:-top|-bottom)?|inset)-(?:left|right)\b/g,
	/(?<=[;{\s"'])(?:left|right)\s*:/g,
	/\b(?:text-align|float|clear)\s*:\s*(?:left|right)\b/g
];

/** What has a reason to name one. */
const reasons: Record<string, string[]> = {
	// Many mail programs know no logical properties; between a dot and a name the side is no matter.
	'src/modules/mail/components/Mail.svelte': ['margin-right']
};

const sidesIn = (source: string): string[] =>
	sides.flatMap((side) => [...source.matchAll(side)].map(([found]) => found));

it('what is laid out follows the direction of the language', () => {
	const files = globSync(['src/**/*.{svelte,css,html}', 'examples/**/*.{svelte,css}']);
	expect(files.length).toBeGreaterThan(100);
	const found = files.map((file) => [file, sidesIn(readFileSync(file, 'utf8'))] as const);
	expect(Object.fromEntries(found.filter(([, named]) => named.length > 0))).toEqual(reasons);
});

it('sees a side in a class and in a declaration, and not in a sentence', () => {
	const classes = ['ml-2', '-mr-2', 'sm:pl-4', 'focus:left-2', 'right-[3px]', 'text-left'];
	const drawn = ['border-l', 'border-r-2', 'rounded-tl', 'rounded-l-sm', 'bg-linear-to-r'];
	for (const one of [...classes, ...drawn, '-translate-x-2']) {
		expect(sidesIn(`<p class="${one}">`), one).toHaveLength(1);
	}
	for (const one of ['margin-left: 0', ' left: 0', 'text-align: right', 'border-top-left-radius']) {
		expect(sidesIn(`{${one}`), one).toHaveLength(1);
	}
	expect(sidesIn('ms-2 pe-3 start-0 border-s rounded-s text-start')).toEqual([]);
	expect(sidesIn('Whoever left comes right back, left-over or right-handed.')).toEqual([]);
});
