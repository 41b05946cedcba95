import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { securityLogEvents } from '@/server/log-security-event';

interface Told {
	level: string;
	fields: Set<string>;
}

const operations = readFileSync('docs/operations.md', 'utf8');
const codes = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');

/** The table whose first heading is `heading`: name, level and fields of each row. */
function documented(heading: string): Map<string, Told> {
	const table =
		operations.split(`| ${heading} | level | fields | tells of |`)[1]?.split('\n\n')[0] ?? '';
	const rows = table.split('\n').filter((row) => row.startsWith('| `'));
	return new Map(
		rows.map((row) => {
			const [, name, level = '', fields] = row.split(/\s*\|\s*/);
			return [codes(name)[0] ?? '', { level, fields: new Set(codes(fields)) }];
		})
	);
}

/** Every call of `log.…` and of `logSecurityEvent` in the source. */
const calls = globSync(['src/**/*.ts', 'server/*.ts'])
	.filter((file) => !/\.test\.ts$|\/paraglide\/|log-security-event\.ts$/.test(file))
	.flatMap((file) => {
		const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
		return callsIn(source, source);
	});

function callsIn(node: ts.Node, source: ts.SourceFile): { callee: string; args: ts.Node[] }[] {
	const found: { callee: string; args: ts.Node[] }[] = [];
	const visit = (child: ts.Node) => {
		if (ts.isCallExpression(child)) {
			const callee = child.expression.getText(source);
			if (/^log\.\w+$|^logSecurityEvent$/.test(callee)) {
				found.push({ callee, args: [...child.arguments] });
			}
		}
		ts.forEachChild(child, visit);
	};
	ts.forEachChild(node, visit);
	return found;
}

/** The texts that an argument can be: of a choice both, of a sum the whole. */
function textsOf(node: ts.Node | undefined): string[] {
	if (!node) return [];
	if (ts.isStringLiteralLike(node)) return [node.text];
	if (ts.isConditionalExpression(node)) {
		return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
	}
	if (ts.isBinaryExpression(node)) {
		return [[node.left, node.right].flatMap(textsOf).join('')];
	}
	return [];
}

const namesIn = (node: ts.Node | undefined) =>
	node && ts.isObjectLiteralExpression(node)
		? node.properties.flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []))
		: [];

/** What a line calls itself, beside its text. */
function eventIn(node: ts.Node | undefined): string | undefined {
	if (!node || !ts.isObjectLiteralExpression(node)) return undefined;
	return node.properties
		.filter((property) => ts.isPropertyAssignment(property))
		.filter(({ name }) => ts.isIdentifier(name) && name.text === 'event')
		.flatMap(({ initializer }) => textsOf(initializer))[0];
}

test('docs/operations.md lists every event of an attack with its level and fields', () => {
	const list = documented('event');
	expect([...list].map(([event, { level }]) => [event, level])).toEqual(
		Object.entries(securityLogEvents).map(([event, [level]]) => [event, level])
	);
	const used = new Map<string, Set<string>>();
	for (const { args } of calls.filter(({ callee }) => callee === 'logSecurityEvent')) {
		for (const event of textsOf(args[0])) {
			used.set(event, new Set([...(used.get(event) ?? []), ...namesIn(args[1])]));
		}
	}
	for (const [event, { fields }] of list) {
		expect([event, [...(used.get(event) ?? [])].sort()]).toEqual([event, [...fields].sort()]);
	}
});

test('docs/operations.md lists every other line of the log with its level and fields', () => {
	const list = documented('line');
	const used = new Map<string, Told>();
	for (const { callee, args } of calls.filter(({ callee }) => callee !== 'logSecurityEvent')) {
		const event = eventIn(args[0]);
		const messages = event ? [event] : textsOf(args.at(-1));
		expect(messages, `${callee} without a text`).not.toEqual([]);
		for (const message of messages) {
			const fields = new Set(namesIn(args[0]).filter((name) => name !== 'event'));
			used.set(message, { level: callee.slice('log.'.length), fields });
		}
	}
	const levels = (told: Map<string, Told>) =>
		[...told].map(([message, { level }]) => `${level}: ${message}`).sort();
	expect(levels(list)).toEqual(levels(used));
	for (const [message, { fields }] of used) {
		expect([...(list.get(message)?.fields ?? [])], message).toEqual(
			expect.arrayContaining([...fields])
		);
	}
});
