import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minify_sync } from 'terser';

// Each message is a function with a branch for each language. A browser shows one language, so the
// build writes each of its files once a language: the name of the language takes the place of
// `placeholder`, and the minifier drops the branches that cannot be reached any more.
// `handleLocale` puts the files of its language into the page.

const placeholder = '__LOCALE__';
/** How Paraglide's functions begin. */
const choice =
	/\(\(inputs(?: = \{\})?, options = \{\}\) => \{\s*const locale = experimentalStaticLocale \?\? options\.locale \?\? getLocale\(\)/;

/**
 * Puts `placeholder` in the place where a message chooses its language, in the browser's build only.
 *
 * @returns {import('vite').Plugin}
 */
export function messagePlaceholder() {
	return {
		name: 'porchlight-message-placeholder',
		apply: 'build',
		applyToEnvironment: ({ config }) => config.consumer === 'client',
		transform: {
			filter: { id: /\/src\/lib\/paraglide\/(?:runtime|messages\/[^_][^/]*)\.js$/ },
			handler(code, id) {
				if (id.endsWith('/runtime.js')) return { code: runtimeOfOneLanguage(code), map: null };
				if (!choice.test(code)) this.error('Paraglide decides the language in another way now.');
				return { code: chosenOnce(code), map: null };
			}
		}
	};
}

/**
 * A message as the sentence of its language itself, not a function that looks for it each time.
 *
 * @param {string} code
 */
const chosenOnce = (code) =>
	code
		.replace(choice, `(/* @__PURE__ */ (() => {\n\tconst locale = ${placeholder}`)
		.replace(/(return \w+)\(inputs\)/g, '$1')
		.replace(/\}\);?\s*$/, '})());');

/**
 * What remains of the runtime where the language is certain. A name that is missing stops the build.
 *
 * @param {string} code
 */
const runtimeOfOneLanguage = (code) => `
	${/^export const locales = .+;$/m.exec(code)?.[0]}
	export const getLocale = () => ${placeholder};
	export const experimentalStaticLocale = undefined;
	export const assertIsLocale = (locale) => locale;
	export const overwriteGetLocale = () => {};`;

/**
 * Writes `name.de.js` and so on in the place of each `name.js`.
 *
 * @param {string} folder of `entry`, `nodes` and `chunks`, whose names differ from one another
 * @param {readonly string[]} locales
 */
export function writeLanguages(folder, locales) {
	const files = ['entry', 'nodes', 'chunks'].flatMap((part) =>
		readdirSync(join(folder, part))
			.filter((name) => name.endsWith('.js'))
			.map((name) => ({ name, path: join(folder, part, name) }))
	);
	const names = new Set(files.map(({ name }) => name));
	for (const { path } of files) {
		const code = readFileSync(path, 'utf8');
		/** @type {string | undefined} */
		let only;
		for (const locale of locales) {
			if (only === undefined || code.includes(placeholder))
				only = minify(code.replaceAll(placeholder, `"${locale}"`));
			const text = only.replace(/[\w.-]+\.js\b/g, (name) =>
				names.has(name) ? name.replace(/js$/, `${locale}.js`) : name
			);
			writeFileSync(path.replace(/js$/, `${locale}.js`), text);
		}
		rmSync(path);
	}
}

/**
 * With each `import()` Vite names the style sheets to link first. There is one, which every page has
 * in its head: see `loadPlainly`.
 *
 * @param {string} code
 */
const withoutSheets = (code) =>
	code.replace(/,\s*(?:[\w$]+\(\[[\d,]*\]\)|\[\]),\s*import\.meta\.url\)/g, ')');

/**
 * terser, after Vite's own minifier: 2 % less.
 *
 * @param {string} code
 */
function minify(code) {
	const compress = { passes: 3, ecma: /** @type {const} */ (2020), unsafe_arrows: true };
	const { code: less } = minify_sync(withoutSheets(code), { module: true, compress });
	if (less === undefined) throw new Error('terser said nothing.');
	return less;
}
