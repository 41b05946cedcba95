/**
 * Compiles messages/*.json into src/lib/paraglide. Runs before build, check and test, outside Vite,
 * because the compiler's timers would keep that process alive. Ends with 1 where a language does not
 * say what the others do: the compiler would put the key, or another language, in its place.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { compile } from '@inlang/paraglide-js';
import { messageProblems } from './lib/message-problems.ts';

const source = 'messages';
const outdir = 'src/lib/paraglide';
const inputs = [
	'project.inlang/settings.json',
	'scripts/messages.ts',
	'scripts/lib/message-problems.ts',
	...readdirSync(source).map((file) => `${source}/${file}`)
];

const modified = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const compiledAt = modified(`${outdir}/runtime.js`);

if (inputs.some((file) => modified(file) >= compiledAt)) {
	const problems = messageProblems(
		Object.fromEntries(
			readdirSync(source).map((file) => [
				file.replace(/\.json$/, ''),
				JSON.parse(readFileSync(`${source}/${file}`, 'utf8'))
			])
		)
	);
	if (problems.length > 0) {
		console.error(problems.join('\n'));
		process.exit(1);
	}
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
