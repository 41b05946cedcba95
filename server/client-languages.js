import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minifySync } from 'vite';

// Each message is a function with a branch for each language. A browser shows one language, so the
// build writes each of its files once a language: the name of the language takes the place of
// `placeholder`, and the minifier drops the branches that cannot be reached any more.
// `handleLocale` puts the files of its language into the page.

const placeholder = '__LOCALE__';
const choice = 'experimentalStaticLocale ?? options.locale ?? getLocale()';

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
			filter: { id: /\/src\/lib\/paraglide\/messages\/[^_][^/]*\.js$/ },
			handler(code) {
				if (!code.includes(choice))
					this.error('Paraglide decides the language in another way now.');
				return { code: code.replace(choice, placeholder), map: null };
			}
		}
	};
}

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
		for (const locale of locales) {
			const only = minifySync(path, code.replaceAll(placeholder, `"${locale}"`), { module: true });
			if (only.errors.length > 0) throw new Error(`${path}: ${only.errors[0]?.message}`);
			const text = only.code.replace(/[\w.-]+\.js\b/g, (name) =>
				names.has(name) ? name.replace(/js$/, `${locale}.js`) : name
			);
			writeFileSync(path.replace(/js$/, `${locale}.js`), text);
		}
		rmSync(path);
	}
}
