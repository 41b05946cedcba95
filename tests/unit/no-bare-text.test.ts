import { globSync, readFileSync } from 'node:fs';
import { parse } from 'svelte/compiler';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Attributes whose value a person reads or hears. */
const spoken = /^(?:label|title|alt|placeholder|aria-label|aria-description|aria-roledescription)$/;
/** Names, which are the same in every language. */
const names = new Set(['UTC']);
/** A file of nothing but such names. */
const productNames = 'webauthn/provider-names.ts';
/** What figures mean, for whoever runs the site: no more a text of the pages than the log is. */
const figures = 'src/modules/watch/api/metrics/';

type Node = { type: string; name?: string; data?: string; start: number; value?: unknown };

const saysSomething = (text: string) => /\p{L}/u.test(text) && !names.has(text.trim());

/** What a component says without the messages: bare text, and attributes that are read out. */
function bareTexts(source: string): string[] {
	const found: string[] = [];
	const visit = (value: unknown): void => {
		if (Array.isArray(value)) return value.forEach(visit);
		if (value === null || typeof value !== 'object') return;
		const node = value as Node;
		if (node.type === 'Text' && node.data && saysSomething(node.data)) found.push(node.data.trim());
		// A value that is spoken is looked at like text; any other says nothing to people.
		if (node.type === 'Attribute') {
			if (spoken.test(node.name ?? '')) visit(node.value);
			return;
		}
		if (node.type === 'StyleSheet') return;
		Object.values(node).forEach(visit);
	};
	visit(parse(source, { modern: true }).fragment);
	return found;
}

/** Calls whose text is for operators and developers. */
const internal = /^(?:\w*Error|error|log\.\w+)$/;

/** What a feature tells operators: of its figures, and how long its rows are kept. */
const isForOperators = (node: ts.Node): boolean =>
	ts.isPropertyAssignment(node) && /^(?:help|what|until)$/.test(node.name.getText());

/** Two words or more, the first with a capital letter. */
const sentence = /^(?:\p{Lu}[-\p{Ll}][-\p{L}'’]*|[AI])\s+\S*\p{L}/u;

/** Literals in a program that read like a sentence. */
function sentences(source: string, isFeature = false): string[] {
	const file = ts.createSourceFile('a.ts', source, ts.ScriptTarget.Latest, true);
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		const call = ts.isNewExpression(node) || ts.isCallExpression(node) ? node.expression : null;
		if (call && internal.test(call.getText(file))) return;
		if (isFeature && isForOperators(node)) return;
		const text = ts.isStringLiteralLike(node)
			? node.text
			: ts.isTemplateExpression(node)
				? [node.head, ...node.templateSpans.map(({ literal }) => literal)]
						.map((part) => part.text)
						.join('…')
				: '';
		if (sentence.test(text) && !names.has(text)) found.push(text);
		ts.forEachChild(node, visit);
	};
	visit(file);
	return found;
}

describe('every text goes through the messages', () => {
	it.each(globSync('src/**/*.svelte'))('%s', (file) => {
		const source = readFileSync(file, 'utf8');
		expect(bareTexts(source)).toEqual([]);
		const script = /<script lang="ts">([^]*?)<\/script>/.exec(source)?.[1] ?? '';
		expect(sentences(script)).toEqual([]);
	});

	const programs = globSync(['src/routes/**/*.ts', 'src/modules/**/*.ts', 'src/lib/forms/**/*.ts']);
	const areOurs = (file: string) =>
		!/\.(?:test|fixture)\.ts$/.test(file) &&
		!file.endsWith(productNames) &&
		!file.startsWith(figures);
	it.each(programs.filter(areOurs))('%s', (file) => {
		const isFeature = /\/(?:feature|kept)\.ts$/.test(file);
		expect(sentences(readFileSync(file, 'utf8'), isFeature)).toEqual([]);
	});
});

describe('the check itself', () => {
	it('sees bare text and spoken attributes, and nothing else', () => {
		expect(bareTexts('<p>Hello</p>')).toEqual(['Hello']);
		expect(bareTexts('{#if a}<b>{x} or so</b>{/if}')).toEqual(['or so']);
		expect(bareTexts('<input aria-label="Name" class="text" />')).toEqual(['Name']);
		expect(bareTexts('<Field label="Your {x}" />')).toEqual(['Your']);
		expect(bareTexts('<p class="big" title={t}>{m.a()} · 3</p>')).toEqual([]);
	});

	it('sees sentences in programs, and not what operators read', () => {
		expect(sentences("const a = { subject: 'Your new code' };")).toEqual(['Your new code']);
		expect(sentences('const a = `Hello dear ${name}`;')).toEqual(['Hello dear …']);
		expect(sentences("throw new Error('No such thing.')")).toEqual([]);
		expect(sentences("log.warn({ a }, 'Mail left behind')")).toEqual([]);
		const figure = "const a = { help: 'Notes that people keep.' };";
		expect(sentences(figure, true)).toEqual([]);
		expect(sentences(figure)).toEqual(['Notes that people keep.']);
		expect(sentences("const a = 'UTF-8'; const b = 'GET /x';")).toEqual([]);
	});
});
