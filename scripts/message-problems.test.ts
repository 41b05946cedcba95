import { execFile } from 'node:child_process';
import {
	cpSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { messageFiles, readMessages } from './lib/message-files.ts';
import { messageProblems, type Messages } from './lib/message-problems.ts';

const read = (file: string): Messages => JSON.parse(readFileSync(file, 'utf8'));

it('finds what one language lacks, has too much, leaves empty or fills in differently', () => {
	const en = { a: 'A {x}', b: 'B', c: 'C {x} {y}' };
	expect(messageProblems({ en, de: { ...en } })).toEqual([]);
	expect(messageProblems({ en, de: { a: 'A {x}', c: '{y} {x}' } })).toEqual(['de lacks b']);
	expect(messageProblems({ en, de: { ...en, d: 'D' } })).toEqual(['de has d, which en lacks']);
	expect(messageProblems({ en, de: { ...en, b: '' } })).toEqual(['de says nothing for b']);
	const other = 'de has other placeholders in';
	expect(messageProblems({ en, de: { ...en, a: 'A', b: 'B {x}' } })).toEqual([
		`${other} a than en`,
		`${other} b than en`
	]);
});

it('finds nothing in the messages of this application', () => {
	const files = readdirSync('messages').map((file) => `messages/${file}`);
	expect(
		Object.values(messageFiles())
			.map(([own]) => own)
			.toSorted()
	).toEqual(files.toSorted());
	expect(messageProblems(readMessages())).toEqual([]);
});

it('stops the build', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'porchlight-messages-'));
	const parts = ['messages', 'project.inlang', 'scripts', 'package.json', 'src/lib/site.ts'];
	for (const part of parts) {
		cpSync(part, join(folder, part), { recursive: true });
	}
	for (const file of Object.values(messageFiles()).flat()) cpSync(file, join(folder, file));
	symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
	const { home_title: _, ...rest } = read('messages/de.json');
	writeFileSync(join(folder, 'messages/de.json'), JSON.stringify(rest));
	const run = promisify(execFile)(process.execPath, ['scripts/messages.ts'], { cwd: folder });
	await expect(run).rejects.toMatchObject({
		code: 1,
		stderr: expect.stringContaining('home_title')
	});
	rmSync(folder, { recursive: true, force: true });
});
