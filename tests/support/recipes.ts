import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A part of a recipe of docs/extending.md: a whole file, lines of files that change, or commands. */
export interface RecipeBlock {
	language: string;
	/** Those that the paragraph before it names, if it ends in a colon; `<name>` in one stands for many. */
	paths: string[];
	text: string;
}

/** The blocks behind the heading "Recipes", in their order. */
export function readRecipes(document: string): RecipeBlock[] {
	const [, recipes = ''] = document.split('\n## Recipes\n');
	return [...recipes.matchAll(/(.*:)?\n\n```(\w+)\n([^]*?)^```$/gm)].map(
		([, before = '', language = '', text = '']) => ({
			language,
			paths: [...before.matchAll(/`([^`]+\/[^`]*\.\w+)`/g)].map(([, path = '']) => path),
			text
		})
	);
}

/**
 * Does what a block says in a copy of this repository.
 * @param run for a command that neither copies nor removes.
 * @throws where lines that change are not there, or more than once.
 */
export async function applyRecipe(
	folder: string,
	{ language, paths, text }: RecipeBlock,
	run: (command: string) => Promise<unknown>
): Promise<void> {
	if (language === 'sh') {
		for (const command of text.trim().split('\n')) await runInside(folder, command, run);
		return;
	}
	for (const path of paths.flatMap((path) => filesOf(folder, path))) {
		const file = join(folder, path);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, language === 'diff' ? withChanges(readFileSync(file, 'utf8'), text) : text);
	}
}

const filesOf = (folder: string, path: string) =>
	path.includes('<') ? globSync(path.replace(/<[^>]+>/, '*'), { cwd: folder }) : [path];

async function runInside(
	folder: string,
	command: string,
	run: (command: string) => Promise<unknown>
) {
	const [program, ...words] = command.replaceAll("'", '').split(' ');
	const files = words.filter((word) => word !== '-r').map((word) => join(folder, word));
	if (program === 'cp') cpSync(files[0]!, files[1]!);
	else if (program === 'rm') files.forEach((file) => rmSync(file, { recursive: true }));
	else await run(command);
}

/** A text with the lines changed: ` ` stays, `-` goes, `+` comes; `@@` stands between places. */
function withChanges(text: string, changes: string): string {
	return changes.split('@@\n').reduce((before, change) => {
		const lines = change.trimEnd().split('\n');
		const linesOf = (signs: string) =>
			lines.filter((line) => signs.includes(line.charAt(0))).map((line) => line.slice(1));
		const now = linesOf(' +').join('\n');
		const old = `${linesOf(' -').join('\n')}${now ? '' : '\n'}`;
		const parts = before.split(old);
		if (parts.length !== 2) throw new Error(`It is there ${parts.length - 1} times:\n${old}`);
		return parts.join(now);
	}, text);
}
