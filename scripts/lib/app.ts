import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Teaches plain Node what Kit's bundler knows of our source: the aliases, imports without an ending,
 * and the two things that Kit or Vite says of the process. A script imports this file first and the
 * application's operations after it, by `await import(…)`; nothing else resolves them (decision 046).
 * Messages that nothing has compiled yet, as in a clone, are compiled when the first of them is asked for.
 */
const root = resolve(import.meta.dirname, '../..');
const source = pathToFileURL(`${root}/src/`).href;
const aliases = { '@/': 'src/lib/', '$modules/': 'src/modules/' };
const endings = ['.ts', '.js', ''];
const compiled = `${root}/src/lib/paraglide/`;
const kit = {
	'$app/environment': 'export const browser = false, building = false, dev = false, version = "";'
};
/** Each message is a file of its own, of which a script says a few: more than half of its start, read at once. */
const messages = `
	import { createRequire } from 'node:module';
	const require = createRequire(import.meta.url);
	// By its whole path, which no alias concerns.
	const file = (key) => import.meta.dirname + '/messages/' + key + '.js';
	const read = (_, key) => typeof key === 'string' ? require(file(key))[key] : undefined;
	export const m = new Proxy({}, { get: read });
`;

function pathOf(specifier: string, parent: string | undefined): string | undefined {
	for (const [alias, folder] of Object.entries(aliases)) {
		if (specifier.startsWith(alias)) return `${root}/${folder}${specifier.slice(alias.length)}`;
	}
	const isOurs = parent?.startsWith(source) && /^\.\.?\//.test(specifier);
	return isOurs ? fileURLToPath(new URL(specifier, parent)) : undefined;
}

function compileMessages(): void {
	// Written when all of them are compiled.
	if (existsSync(`${compiled}whole`)) return;
	// Standard output is the command's own; what is wrong with a message comes on the other.
	const { status } = spawnSync(process.execPath, ['scripts/messages.ts'], {
		cwd: root,
		stdio: ['ignore', 'ignore', 'inherit']
	});
	if (status !== 0) throw new Error('The messages do not compile.');
}

registerHooks({
	resolve(specifier, context, next) {
		const said = Object.entries(kit).find(([name]) => name === specifier)?.[1];
		if (said)
			return { url: `data:text/javascript,${encodeURIComponent(said)}`, shortCircuit: true };
		const path = pathOf(specifier, context.parentURL);
		if (path?.startsWith(compiled)) compileMessages();
		const file = endings
			.map((ending) => `${path}${ending}`)
			.find((name) => path && statSync(name, { throwIfNoEntry: false })?.isFile());
		return next(file ? pathToFileURL(file).href : specifier, context);
	},
	load(url, context, next) {
		if (!url.startsWith(source)) return next(url, context);
		if (url.endsWith('/paraglide/messages.js'))
			return { format: 'module', source: messages, shortCircuit: true };
		if (!url.endsWith('/paraglide/runtime.js')) return next(url, context);
		const text = readFileSync(fileURLToPath(url), 'utf8');
		// Vite's word for "on the server".
		const onServer = text.replaceAll('import.meta.env.SSR', 'true');
		return { format: 'module', source: onServer, shortCircuit: true };
	}
});
