import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { writeLanguages } from './client-languages.js';

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

/** A message as the build leaves it. */
const hello = `
	const en = (i) => \`Hello \${i?.name}\`, de = (i) => \`Hallo \${i?.name}\`, fr = (i) => \`Salut \${i?.name}\`;
	const hello = (inputs, options = {}) => {
		const locale = __LOCALE__;
		if (locale === "de") return de(inputs);
		if (locale === "fr") return fr(inputs);
		return en(inputs);
	};`;

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
