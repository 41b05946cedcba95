/**
 * Compiles messages/*.json, and those of features in their folders, into src/lib/paraglide. Runs before build, check and test, outside Vite,
 * because the compiler's timers would keep that process alive. Ends with 1 where a language does not
 * say what the others do: the compiler would put the key, or another language, in its place.
 */
import { readdirSync, statSync } from 'node:fs';
import { compile } from '@inlang/paraglide-js';
import { messageFiles, readMessages } from './lib/message-files.ts';
import { messageProblems } from './lib/message-problems.ts';

const outdir = 'src/lib/paraglide';
const inputs = [
	'project.inlang/settings.json',
	'scripts/messages.ts',
	'scripts/lib/message-files.ts',
	'scripts/lib/message-problems.ts',
	...Object.values(messageFiles()).flat()
];

const modified = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const compiledAt = modified(`${outdir}/runtime.js`);

if (inputs.some((file) => modified(file) >= compiledAt)) {
	const messages = readMessages();
	const problems = messageProblems(messages);
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
	const expected = Object.keys(messages.en ?? {}).length - 1;
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
