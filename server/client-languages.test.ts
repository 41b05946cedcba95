import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { messagePlaceholder, writeLanguages } from './client-languages.js';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** What becomes of the files of a build, by path. */
function written(files: Record<string, string>, locales: string[]): Record<string, string> {
	const folder = mkdtempSync(join(tmpdir(), 'porchlight-client-'));
	folders.push(folder);
	for (const part of ['entry', 'nodes', 'chunks', 'assets']) mkdirSync(join(folder, part));
	for (const [path, code] of Object.entries(files)) writeFileSync(join(folder, path), code);
	writeLanguages(folder, locales);
	return Object.fromEntries(
		readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map(({ name, parentPath }) => join(parentPath, name))
			.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')])
	);
}

/** A module as the browser's build sees it after our plugin. */
function transformed(id: string): string {
	const { transform } = messagePlaceholder();
	if (typeof transform !== 'object') throw new Error('no transform');
	const handler = transform.handler as (code: string, id: string) => { code: string };
	return handler.call(null, readFileSync(id, 'utf8'), id).code;
}

/** A message and the runtime, as Paraglide compiles them. */
const sentence = resolve('src/lib/paraglide/messages/layout_menu.js');
const runtime = resolve('src/lib/paraglide/runtime.js');

/** A message as the build leaves it. */
const hello = `
	const en = (i) => \`Hello \${i?.name}\`, de = (i) => \`Hallo \${i?.name}\`, fr = (i) => \`Salut \${i?.name}\`;
	const hello = (() => {
		const locale = __LOCALE__;
		if (locale === "de") return de;
		if (locale === "fr") return fr;
		return en;
	})();`;

it('makes of a message the sentence of one language', async () => {
	const code = transformed(sentence)
		.replace(/^import .+$/m, '')
		.replaceAll('__LOCALE__', '"de"');
	const { layout_menu } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
	expect(layout_menu({ name: 'Mina' })).toBe('Kontomenü von Mina');
});

it('leaves of the runtime what is certain', async () => {
	const code = transformed(runtime).replaceAll('__LOCALE__', '"de"');
	const { getLocale, locales } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
	expect(getLocale()).toBe('de');
	expect(locales).toEqual(['en', 'de', 'es', 'fr', 'ja']);
});

it('leaves one language in each file, under a name of its own', () => {
	const files = written({ 'chunks/a-_1.js': `${hello} export { hello as h };` }, ['en', 'de']);
	expect(Object.keys(files).sort()).toEqual(['chunks/a-_1.de.js', 'chunks/a-_1.en.js']);
	expect(files['chunks/a-_1.en.js']).toMatch(/Hello/);
	expect(files['chunks/a-_1.en.js']).not.toMatch(/Hallo|Salut|LOCALE/);
	expect(files['chunks/a-_1.de.js']).toMatch(/Hallo/);
	expect(files['chunks/a-_1.de.js']).not.toMatch(/Hello|Salut|LOCALE/);
});

it('names the files of the same language, whatever way a file names another', () => {
	const files = written(
		{
			'entry/app.x1.js': `
				import { h } from "../chunks/a1.js";
				const preloads = ["../nodes/0.y1.js", "../assets/0.css"];
				export const open = () => import("../nodes/0.y1.js").then(() => [h, preloads]);`,
			'nodes/0.y1.js': 'export const font = new URL("../assets/f.woff2", import.meta.url).href;',
			'chunks/a1.js': 'export const h = "https://example.com/other.js";',
			'assets/0.css': 'a{}'
		},
		['de']
	);
	const app = files['entry/app.x1.de.js'];
	expect(app).toMatch(/\.\.\/chunks\/a1\.de\.js/);
	expect(app?.match(/\.\.\/nodes\/0\.y1\.de\.js/g)).toHaveLength(2);
	expect(app).not.toMatch(/(?:a1|y1)\.js/);
	expect(app).toMatch(/\.\.\/assets\/0\.css/);
	expect(files['nodes/0.y1.de.js']).toMatch(/\.\.\/assets\/f\.woff2/);
	expect(files['chunks/a1.de.js']).toMatch(/example\.com\/other\.js/);
	expect(files['assets/0.css']).toBe('a{}');
});
