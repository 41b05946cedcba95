/**
 * Compiles messages/*.json, and those of features in their folders, into src/lib/paraglide, with the
 * site's name in place of `%name%`. Runs before build, check and test, outside Vite, because the
 * compiler's timers would keep that process alive. Ends with 1 where a language does not say what the
 * others do: the compiler would put the key, or another language, in its place.
 */
import fs, { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { compile } from '@inlang/paraglide-js';
import { siteName } from '../src/lib/site.ts';
import { messageFiles, readMessages } from './lib/message-files.ts';
import { messageProblems } from './lib/message-problems.ts';
import { runScript } from './lib/run-script.ts';

const outdir = 'src/lib/paraglide';
/** Written last: what a compilation that was broken off has left is not taken for all of it. */
const mark = `${outdir}/whole`;
const inputs = () => [
	'project.inlang/settings.json',
	'scripts/messages.ts',
	'scripts/lib/message-files.ts',
	'scripts/lib/message-problems.ts',
	'src/lib/site.ts',
	...Object.values(messageFiles()).flat()
];

/** What an earlier compilation has written. */
const written = (): string[] =>
	existsSync(outdir)
		? readdirSync(outdir, { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile() && entry.name !== basename(mark))
				.map((entry) => relative(outdir, join(entry.parentPath, entry.name)))
		: [];

/**
 * Writes a file that is not so already, with the site's name where a message says `%name%`: once, and
 * not at each call. What the compiler keeps for itself comes as bytes.
 */
async function writeChanged(file: string, code: string | Uint8Array): Promise<void> {
	if (typeof code !== 'string') return fs.promises.writeFile(file, code);
	const named = code.replaceAll('%name%', () => siteName);
	const before = await fs.promises.readFile(file, 'utf8').catch(() => null);
	if (named !== before) await fs.promises.writeFile(file, named);
}

const modified = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const compiledAt = modified(mark);

await runScript(async () => {
	if (inputs().every((file) => modified(file) < compiledAt)) return;
	const messages = readMessages();
	const problems = messageProblems(messages);
	if (problems.length > 0) throw new Error(problems.join('\n'));
	await compile({
		project: './project.inlang',
		outdir,
		// A development server reads each file anew that is touched, and says so: those that stay as they are
		// are left alone, and those that are gone are removed because they are named here.
		cleanOutdir: false,
		previousCompilation: { outputHashes: Object.fromEntries(written().map((file) => [file, ''])) },
		fs: { ...fs, promises: { ...fs.promises, writeFile: writeChanged } },
		strategy: ['baseLocale'],
		isServer: 'import.meta.env.SSR',
		emitTsDeclarations: false
	});
	const expected = Object.keys(messages.en ?? {}).length - 1;
	const compiled = readdirSync(`${outdir}/messages`).filter((file) => /^[^_].*\.js$/.test(file));
	// A plugin that fails to load compiles to nothing, with exit code 0.
	if (compiled.length < expected) {
		throw new Error(`Compiled ${compiled.length} of ${expected} messages.`);
	}
	writeFileSync(mark, '');
});
process.exit(0);
