import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { faults } from './faults.ts';

const names = Object.keys(faults);

it('names each fault, and nothing else, in its help', async () => {
	const program = ['scripts/faults/index.ts', '--help'];
	const { stdout } = await promisify(execFile)(process.execPath, program);
	const [, listed = ''] = /\nNames.*:\n([^]*?)\n\n/.exec(stdout) ?? [];
	expect([...listed.matchAll(/^ {2}(\S+) {2,}\S/gm)].map(([, name]) => name)).toEqual(names);
});

it('names each fault, and nothing else, in docs/testing.md', () => {
	const [, section = ''] =
		/\n## Faults\n([^]*?)\n## /.exec(readFileSync('docs/testing.md', 'utf8')) ?? [];
	const rows = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
	expect(rows).toEqual(names);
});
