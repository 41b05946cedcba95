import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageFiles } from './message-files.ts';
import { renameNotes, type FeatureName } from './rename-notes.ts';
import { runCommand } from './run-command.ts';
import { UsageError } from './run-script.ts';

const sample = 'examples/notes';
const lists = {
	features: 'src/features.ts',
	schema: 'src/lib/server/db/schemas/index.ts',
	messages: 'project.inlang/settings.json'
};

/**
 * Makes a feature that works, by the pattern of `examples/notes`: its files, a line in each of three
 * lists, and its migration.
 * @returns the files that are new.
 * @throws UsageError where the name cannot be had.
 */
export async function generateFeature(name: FeatureName): Promise<string[]> {
	const { many, one } = name;
	if (![many, one].every((word) => /^[a-z]+$/.test(word)) || many === one) {
		throw new UsageError(
			'A feature is called by one word of small letters for many, --one for one.'
		);
	}
	// Both are names of variables.
	const reserved = [many, one].find(isReserved);
	if (reserved) {
		throw new UsageError(`"${reserved}" is a word of TypeScript's own; say another by --one.`);
	}
	const files = [...globSync(`${sample}/**/*.*`).map(toItself), ...messagesOfOthers()].map(
		({ from, to }) => ({ from, to: renameNotes(to.slice(sample.length + 1), name) })
	);
	const places = [`src/modules/${many}`, `src/routes/(app)/settings/${many}`];
	const tables = globSync(`src/modules/*/models/z.{${one},${many}}.ts`);
	const taken = [...places.filter(existsSync), ...tables][0];
	if (taken) throw new UsageError(`There is ${taken} already.`);

	for (const { from, to } of files) {
		mkdirSync(dirname(to), { recursive: true });
		writeFileSync(to, renameNotes(readFileSync(from, 'utf8'), name, from));
	}
	addLines(name);
	const created = files.map(({ to }) => to);
	await run('prettier', '--write', '--log-level', 'warn', ...created);
	// Makes the settings by which drizzle-kit finds our aliases.
	await run('svelte-kit', 'sync');
	await run('drizzle-kit', 'generate', '--name', many);
	await run('node', 'scripts/messages.ts');
	return created;
}

const toItself = (from: string) => ({ from, to: from });

/** Languages that were added here: the sample's English, to be translated as the rest is. */
function messagesOfOthers(): { from: string; to: string }[] {
	const fileOf = (locale: string) => `${sample}/src/modules/notes/messages/${locale}.json`;
	return Object.keys(messageFiles())
		.filter((locale) => !existsSync(fileOf(locale)))
		.map((locale) => ({ from: fileOf('en'), to: fileOf(locale) }));
}

/** Whether no variable of a module can be called so. */
function isReserved(word: string): boolean {
	try {
		new Function(`'use strict'; async () => { const ${word} = 0; }`);
		return false;
	} catch {
		return true;
	}
}

/** Switches it in: among the features, the tables and the messages. */
function addLines({ many, one }: FeatureName): void {
	change(lists.features, (text) =>
		text
			.replace(
				/(?=import \{ ownRoutes \})/,
				`import { ${many}Feature } from '$modules/${many}/feature';\n`
			)
			.replace(/(?=\tauthFeature,)/, `\t${many}Feature,\n`)
	);
	const model = `../../../../modules/${many}/models/z.${one}.ts`;
	change(lists.schema, (text) => `${text}export * from '${model}';\n`);
	const pattern = `"./src/modules/${many}/messages/{locale}.json"`;
	change(lists.messages, (text) => text.replace(/("pathPattern": \[[^\]]*)\]/, `$1, ${pattern}]`));
}

function change(file: string, how: (text: string) => string): void {
	const before = readFileSync(file, 'utf8');
	const after = how(before);
	if (after === before) throw new Error(`${file} looks other than expected: no line was added.`);
	writeFileSync(file, after);
}

async function run(command: string, ...options: string[]): Promise<void> {
	const code = await runCommand(command, options, { quiet: true });
	if (code !== 0) throw new Error(`${command} ${options[0]} ended with ${code}.`);
}
