import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** A house of its own, with the real settings of knip, in which a model exports more than is used. */
const house = mkdtempSync(join(tmpdir(), 'unused-exports-'));
const model = 'src/modules/notes/models/z.note.ts';
const barrel = 'src/lib/server/db/schemas/index.ts';

const files: Record<string, string> = {
	'tsconfig.json': '{ "compilerOptions": { "moduleResolution": "bundler" } }',
	[model]: `export const notes = {};
export const zNote = {};
export type Note = typeof notes;
`,
	[barrel]: "export * from '../../../../modules/notes/models/z.note.ts';",
	'drizzle.config.ts': `export default { dialect: 'turso', schema: './${barrel}' };`,
	'server/index.ts': "import { notes } from '../src/modules/notes/models/z.note.ts';\nvoid notes;"
};

interface Report {
	issues: Record<'files' | 'exports' | 'types', { name: string }[]>[];
}

beforeAll(() => {
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(dirname(join(house, path)), { recursive: true });
		writeFileSync(join(house, path), content);
	}
	cpSync('package.json', join(house, 'package.json'));
	symlinkSync(resolve('node_modules'), join(house, 'node_modules'));
});

afterAll(() => rmSync(house, { recursive: true }));

test('what only the list of tables passes on counts as unused', async () => {
	const options = ['--reporter', 'json', '--no-progress', '--include', 'files,exports,types'];
	// Exits with 1 when it finds something.
	const { stdout } = await promisify(execFile)(resolve('node_modules/.bin/knip'), options, {
		cwd: house
	}).catch((error: { stdout: string }) => error);
	const { issues } = JSON.parse(stdout) as Report;
	const names = (kind: keyof Report['issues'][number]) =>
		issues.flatMap((issue) => issue[kind].map(({ name }) => name));
	expect({ files: names('files'), exports: names('exports'), types: names('types') }).toEqual({
		files: [],
		exports: ['zNote'],
		types: ['Note']
	});
});
