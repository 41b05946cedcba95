/**
 * Compiles messages/*.json, and those of features in their folders, into src/lib/paraglide, with the
 * site's name in place of `%name%`. Runs before build, check and test, outside Vite, because the
 * compiler's timers would keep that process alive. Ends with 1 where a language does not say what the
 * others do: the compiler would put the key, or another language, in its place.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { compile } from '@inlang/paraglide-js';
import { siteName } from '../src/lib/site.ts';
import { messageFiles, readMessages } from './lib/message-files.ts';
import { messageProblems } from './lib/message-problems.ts';

const outdir = 'src/lib/paraglide';
const inputs = [
	'project.inlang/settings.json',
	'scripts/messages.ts',
	'scripts/lib/message-files.ts',
	'scripts/lib/message-problems.ts',
	'src/lib/site.ts',
	...Object.values(messageFiles()).flat()
];

const modified = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
/** Written last: what a compilation that was broken off has left is not taken for all of it. */
const mark = `${outdir}/whole`;
const compiledAt = modified(mark);

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
	const compiled = readdirSync(`${outdir}/messages`).filter((file) => /^[^_].*\.js$/.test(file));
	// A plugin that fails to load compiles to nothing, with exit code 0.
	if (compiled.length < expected) {
		console.error(`Compiled ${compiled.length} of ${expected} messages.`);
		process.exit(1);
	}
	compiled.forEach((file) => sayName(`${outdir}/messages/${file}`));
	writeFileSync(mark, '');
}
process.exit(0);

/** Puts the site's name where a message says `%name%`: once, and not at each call. */
function sayName(file: string): void {
	const code = readFileSync(file, 'utf8');
	if (code.includes('%name%'))
		writeFileSync(
			file,
			code.replaceAll('%name%', () => siteName)
		);
}
