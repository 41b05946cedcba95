/**
 * Compiles messages/*.json into src/lib/paraglide. Runs before build, check and test, outside Vite,
 * because the compiler's timers would keep that process alive.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { compile } from '@inlang/paraglide-js';

const source = 'messages';
const outdir = 'src/lib/paraglide';
const inputs = [
	'project.inlang/settings.json',
	'scripts/messages.ts',
	...readdirSync(source).map((file) => `${source}/${file}`)
];

const modified = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const compiledAt = modified(`${outdir}/runtime.js`);

if (inputs.some((file) => modified(file) >= compiledAt)) {
	await compile({
		project: './project.inlang',
		outdir,
		strategy: ['baseLocale'],
		isServer: 'import.meta.env.SSR',
		emitTsDeclarations: false
	});
	const expected = Object.keys(JSON.parse(readFileSync(`${source}/en.json`, 'utf8'))).length - 1;
	const compiled = readdirSync(`${outdir}/messages`).filter((file) =>
		/^[^_].*\.js$/.test(file)
	).length;
	// A plugin that fails to load compiles to nothing, with exit code 0.
	if (compiled < expected) {
		console.error(`Compiled ${compiled} of ${expected} messages.`);
		process.exit(1);
	}
}
process.exit(0);
