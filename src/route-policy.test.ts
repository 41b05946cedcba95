import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { joinForms, joinRoutes } from '@/feature/join-features';
import { features } from './features';

const interruptedForms = joinForms(features);

test('no two features speak for one route or form', () => {
	const routes = { '/(public)': { openTo: 'everybody' } } as const;
	const forms = { '/settings/profile?/update': { fields: [] } };
	const own = { name: 'own', routes };
	expect(joinRoutes([own])).toEqual(routes);
	expect(() => joinRoutes([own, { name: 'notes', routes }])).toThrow(
		"notes: /(public) is another's"
	);
	const profile = { name: 'profile', forms };
	expect(() => joinForms([profile, { name: 'notes', forms }])).toThrow('notes: /settings');
	const told = [...features].flatMap((feature) => ('routes' in feature ? [feature.routes] : []));
	for (const policies of told) expect(joinRoutes(features)).toMatchObject(policies);
});

test.each(Object.keys(interruptedForms))('%s is a form that a page takes', async (form) => {
	const [path, action = 'default'] = form.split('?/');
	const pages = import.meta.glob<{ actions?: object }>('./routes/**/+page.server.ts');
	const [load] = Object.entries(pages)
		.filter(([file]) => file.replaceAll(/\/\([^)]+\)/g, '') === `./routes${path}/+page.server.ts`)
		.map(([, page]) => page);
	expect(Object.keys((await load?.())?.actions ?? {})).toContain(action);
});

describe('a route under another name is a type error', () => {
	/** Where Kit writes the routes that it finds. */
	const kitTypes = resolve('.svelte-kit/non-ambient.d.ts');
	const files = globSync('src/**/{route-policy,pages}.ts').map((file) => resolve(file));
	const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
	const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
	/** By file, as TypeScript takes a second to read its own library. */
	const unchanged = new Map<string, ts.SourceFile>();

	/** The lines that the compiler refuses, were these files other than they are. */
	function refused(change: (text: string, file: string) => string): string[] {
		const host = ts.createCompilerHost(options);
		host.getSourceFile = (file, language) => {
			const text = ts.sys.readFile(file);
			if (text === undefined) return undefined;
			const changed = change(text, resolve(file));
			const known = changed === text ? unchanged.get(file) : undefined;
			const source = known ?? ts.createSourceFile(file, changed, language, true);
			if (changed === text) unchanged.set(file, source);
			return source;
		};
		const program = ts.createProgram([...files, kitTypes], { ...options, noEmit: true }, host);
		return files
			.flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)))
			.map(({ file, start = 0 }) => {
				const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
				return file?.text.split('\n')[line]?.trim() ?? '';
			});
	}

	test('as they are, none is refused', () => {
		expect(refused((text) => text)).toEqual([]);
	});

	test.each([
		['/undo', '/take-back', ["'/(auth)/undo': {", "undo: '/undo'"]],
		['/sign-in', '/log-in', ["'/(auth)/sign-in': {", "signIn: '/sign-in'"]],
		['/healthz', '/alive', ["'/healthz': {"]],
		['/avatars/', '/pictures/', ["'/(public)/avatars/[id]': {", 'avatar: (id']],
		[
			'/settings/security',
			'/settings/ways-in',
			["security: '/settings/security'", "'/settings/security?/addPasskey'"]
		],
		['/profile', '/me', ["'/(app)/settings/profile': {", "edit: '", "'/settings/profile?/update'"]]
	])('%s renamed to %s', (from, to, places) => {
		const lines = refused((text, file) => (file === kitTypes ? text.replaceAll(from, to) : text));
		for (const line of lines) expect(line).toContain(from);
		for (const place of places) expect(lines).toContainEqual(expect.stringContaining(place));
	});

	test('a name that no route has', () => {
		const misspelt = (text: string, file: string) =>
			file.endsWith('auth/routes/route-policy.ts')
				? text.replace('(auth)/not-me', '(auth)/notme')
				: text;
		expect(refused(misspelt)).toEqual([expect.stringContaining("'/(auth)/notme': {")]);
	});
});
