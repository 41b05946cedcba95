import { execFile } from 'node:child_process';
import {
	cpSync,
	existsSync,
	globSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renameNotes } from '../../scripts/lib/rename-notes.ts';

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

const created: string[] = [];

beforeAll(async () => {
	for (const part of parts) {
		cpSync(part, join(house, part), { recursive: true, filter: (path) => !made.test(path) });
	}
	symlinkSync(resolve('node_modules'), join(house, 'node_modules'));
	await run('node', 'scripts/generate.ts', 'feature', 'notes');
	created.push(...filesIn(house).filter((file) => !existsSync(file)));
}, 120_000);

afterAll(() => rmSync(house, { recursive: true, force: true }));

test('the sample changes four files, and all others are its own', () => {
	const changed = filesIn(house).filter(
		(file) => existsSync(file) && !readFileSync(file).equals(readFileSync(join(house, file)))
	);
	expect(changed.sort()).toEqual([
		'migrations/meta/_journal.json',
		'project.inlang/settings.json',
		'src/features.ts',
		'src/lib/server/db/schemas/index.ts'
	]);
	const samples = globSync('examples/notes/**/*.*').map((file) => file.slice(15));
	const migrations = created.filter((file) => file.startsWith('migrations/'));
	expect(migrations).toHaveLength(2);
	expect(created.sort()).toEqual([...samples, ...migrations].sort());
});

test('it is laid out, takes every rule of lint and has the right types', async () => {
	const programs = created.filter((file) => /\.(?:ts|svelte)$/.test(file));
	await Promise.all([
		run('eslint', 'src/features.ts', ...programs),
		run(
			'prettier',
			'--check',
			'src/features.ts',
			...created.filter((file) => /^(?!migr)/.test(file))
		),
		run('depcruise', 'src')
	]);

	const { config } = ts.readConfigFile(join(house, 'tsconfig.json'), ts.sys.readFile);
	const { options } = ts.parseJsonConfigFileContent(config, ts.sys, house);
	const own = programs.filter((file) => file.endsWith('.ts')).map((file) => join(house, file));
	const ambient = ['src/app.d.ts', '.svelte-kit/ambient.d.ts', '.svelte-kit/non-ambient.d.ts'];
	const roots = [...own, ...ambient.map((file) => join(house, file))];
	const program = ts.createProgram(roots, { ...options, noEmit: true });
	const problems = own.flatMap((file) =>
		program
			.getSemanticDiagnostics(program.getSourceFile(file))
			.map(({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
	);
	expect(problems).toEqual([]);
}, 120_000);

test('its tests pass, and so do those of ours that hold for every feature', async () => {
	const every = [
		'src/modules/notes',
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
