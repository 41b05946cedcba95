import { execFile } from 'node:child_process';
import {
	cpSync,
	existsSync,
	globSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Linter } from 'eslint';
import ts from 'typescript-eslint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renameNotes } from '../../scripts/lib/rename-notes.ts';
import { applyRecipe, readRecipes } from '../support/recipes';

/** A clone that is only installed: what is in no clone is left out. */
const house = mkdtempSync(join(tmpdir(), 'porchlight-extending-'));
const parts = [
	...['src', 'server', 'scripts', 'tests', 'migrations', 'messages', 'examples', 'project.inlang'],
	...globSync('*.{ts,js,json}'),
	...['.prettierrc', '.prettierignore', '.dependency-cruiser.cjs', '.dependency-aliases.cjs']
];
const made = /(?:^|\/)src\/lib\/paraglide(?:\/|$)/;

/** Without what the run around this one says to its own tests. */
const env = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR };

async function run(command: string, ...options: string[]): Promise<string> {
	const program = command === 'node' ? process.execPath : resolve('node_modules/.bin', command);
	const { stdout } = await promisify(execFile)(program, options, { cwd: house, env }).catch(
		(error: Error & { stdout: string; stderr: string }) => {
			throw new Error(`${error.message}\n${error.stdout}`);
		}
	);
	return stdout;
}

/** Files of the copy by their path, without what is made. */
const filesIn = (folder: string) =>
	parts
		.flatMap((part) => globSync([part, `${part}/**/*`], { cwd: folder, withFileTypes: true }))
		.filter((entry) => entry.isFile() && !made.test(entry.parentPath))
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

/** Those of the copy that differ from ours, or that we have not. */
const differing = () =>
	filesIn(house).filter(
		(file) => !existsSync(file) || !readFileSync(file).equals(readFileSync(join(house, file)))
	);

/** What the sample made and changed. */
let sample: string[];

beforeAll(async () => {
	for (const part of parts) {
		cpSync(part, join(house, part), { recursive: true, filter: (path) => !made.test(path) });
	}
	symlinkSync(resolve('node_modules'), join(house, 'node_modules'));
	await run('node', 'scripts/generate.ts', 'feature', 'notes');
	sample = differing();
}, 120_000);

afterAll(() => rmSync(house, { recursive: true, force: true }));

test.each(['cases', 'returns', 'packages', 'news'])(
	'a feature whose word for one TypeScript keeps for itself is refused, and nothing is begun: %s',
	async (many) => {
		await expect(run('node', 'scripts/generate.ts', 'feature', many)).rejects.toThrow();
		expect(differing()).toEqual(sample);
	}
);

test.each(['people', 'rows', 'events', 'owners'])(
	'nothing in a feature is called as its table is: %s',
	(many) => {
		const rules = { 'no-shadow': 'error', 'no-redeclare': 'error' } as const;
		const config = { languageOptions: { parser: ts.parser }, rules } as const;
		const hidden = globSync('examples/notes/**/*.ts').flatMap((file) => {
			const text = renameNotes(readFileSync(file, 'utf8'), { many, one: 'one' });
			return new Linter().verify(text, config).map(({ message }) => `${file}: ${message}`);
		});
		expect(hidden).toEqual([]);
	}
);

test('the sample changes four files, and all others are its own', () => {
	expect(sample.filter((file) => existsSync(file)).sort()).toEqual([
		'migrations/meta/_journal.json',
		'project.inlang/settings.json',
		'src/features.ts',
		'src/lib/server/db/schemas/index.ts'
	]);
	const created = sample.filter((file) => !existsSync(file));
	const samples = globSync('examples/notes/**/*.*').map((file) => file.slice(15));
	const migrations = created.filter((file) => file.startsWith('migrations/'));
	expect(migrations).toHaveLength(2);
	expect(created.sort()).toEqual([...samples, ...migrations].sort());
});

test('every recipe of docs/extending.md can be followed, in the copy that has the sample', async () => {
	const blocks = readRecipes(readFileSync('docs/extending.md', 'utf8'));
	const languages = new Set(blocks.map(({ language }) => language));
	expect([...languages].sort()).toEqual(['diff', 'sh', 'svelte', 'ts']);
	const generate = 'npx -y pnpm@12 db:generate ';
	for (const block of blocks) {
		await applyRecipe(house, block, async (command) => {
			expect(command).toContain(generate);
			await run('drizzle-kit', 'generate', '--name', command.replace(generate, ''));
		});
	}
	cpSync('examples/recipes.test.ts', join(house, 'src/recipes.test.ts'));
	await run('svelte-kit', 'sync');
	await run('node', 'scripts/messages.ts');
}, 120_000);

test('sample and recipes are laid out, take every rule of lint and have the right types', async () => {
	const files = differing().filter((file) => !file.startsWith('migrations/'));
	const programs = files.filter((file) => /\.(?:ts|svelte)$/.test(file));
	const kit = ['ambient', 'non-ambient'].map((name) => `.svelte-kit/${name}.d.ts`);
	const types = {
		extends: './tsconfig.json',
		include: [],
		files: [...programs, 'src/app.d.ts', 'svelte.config.js', ...kit]
	};
	writeFileSync(join(house, 'tsconfig.some.json'), JSON.stringify(types));
	await Promise.all([
		run('svelte-check', '--tsconfig', './tsconfig.some.json', '--fail-on-warnings'),
		run('eslint', ...programs).then(() => run('depcruise', 'src')),
		run('prettier', '--check', ...files)
	]);
}, 120_000);

test('their tests pass, and so do those of ours that hold for every feature', async () => {
	const every = [
		'src/modules/notes',
		'src/recipes.test.ts',
		'src/modules/oauth/api/providers/catalogue.test.ts',
		'src/modules/auth/api/account/export-complete.test.ts',
		'src/modules/auth/api/account/erase-in-steps.test.ts',
		'src/modules/profile/api/username.test.ts',
		'tests/unit/retention.test.ts',
		'tests/unit/migrations-beside-older.test.ts'
	];
	const report = join(house, 'report.json');
	const told = ['--reporter', 'json', '--outputFile', report];
	await run('vitest', 'run', '--project', 'file', ...told, ...every);
	const { success, numPassedTests } = JSON.parse(readFileSync(report, 'utf8')) as {
		success: boolean;
		numPassedTests: number;
	};
	expect(success).toBe(true);
	expect(numPassedTests).toBeGreaterThan(15);
}, 120_000);

test('a feature that begins once there is another language speaks it, in English until it is translated', async () => {
	await run('node', 'scripts/generate.ts', 'feature', 'papers');
	const messages = join(house, 'src/modules/papers/messages');
	const [italian, english] = ['it', 'en'].map((locale) =>
		readFileSync(join(messages, `${locale}.json`), 'utf8')
	);
	expect(italian).toBe(english);
	expect(italian).toContain('"papers_title": "Papers"');
}, 120_000);

test('a feature of another name says so in its own words, and in English alone in sentences', () => {
	const name = { many: 'bookmarks', one: 'bookmark' };
	expect(renameNotes('src/modules/notes/api/create-note.ts', name)).toBe(
		'src/modules/bookmarks/api/create-bookmark.ts'
	);
	expect(renameNotes('const noteLimits = zNewNote; deleteNotes', name)).toBe(
		'const bookmarkLimits = zNewBookmark; deleteBookmarks'
	);
	const path = 'src/modules/bookmarks/messages/fr.json';
	expect(renameNotes('"notes_keep": "Garder la note", "x": "notes.json"', name, path)).toBe(
		'"bookmarks_keep": "Garder la note", "x": "bookmarks.json"'
	);
});
