import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
	cpSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test, vi } from 'vitest';
import { siteName } from '../src/lib/site.ts';
import { messageFiles } from './lib/message-files.ts';

vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'porchlight-messages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
// As in a clone: nothing is there yet of what the compiler keeps for itself.
for (const part of [
	'messages',
	'project.inlang/settings.json',
	'scripts',
	'package.json',
	'src/lib/site.ts'
]) {
	cpSync(part, join(folder, part), { recursive: true });
}
for (const file of Object.values(messageFiles()).flat()) cpSync(file, join(folder, file));
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));

const compiled = join(folder, 'src/lib/paraglide');
const compile = () =>
	spawnSync(process.execPath, ['scripts/messages.ts'], { cwd: folder, stdio: 'inherit' }).status;

/** How many messages there are, and how many of them say `%name%` yet. */
function look() {
	const messages = join(compiled, 'messages');
	const files = readdirSync(messages).filter((name) => /^[^_].*\.js$/.test(name));
	const text = (name: string) => readFileSync(join(messages, name), 'utf8');
	return {
		files: files.length,
		unnamed: files.filter((name) => text(name).includes('%name%')).length
	};
}

test('what a compilation that was broken off has left is not taken for all of it', async () => {
	expect(compile()).toBe(0);
	const whole = look();
	expect(whole.unnamed).toBe(0);
	for (const wait of [0, 100, 400]) {
		rmSync(compiled, { recursive: true });
		const child = spawn(process.execPath, ['scripts/messages.ts'], { cwd: folder });
		const ended = once(child, 'exit');
		while (!existsSync(join(compiled, 'runtime.js'))) await sleep(1);
		await sleep(wait);
		child.kill('SIGINT');
		await ended;
		expect(compile()).toBe(0);
		expect(look(), `broken off after ${wait} ms`).toEqual(whole);
	}
});

/** When each file was written, but for the mark of the last compilation. */
const times = () =>
	new Map(
		readdirSync(compiled, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && entry.name !== 'whole')
			.map((entry) => join(entry.parentPath, entry.name))
			.map((file) => [relative(compiled, file), statSync(file).mtimeMs] as const)
	);

/** Changes one message in every language. */
function change(how: (messages: Record<string, unknown>) => void): void {
	for (const [locale] of Object.entries(messageFiles())) {
		const file = join(folder, `messages/${locale}.json`);
		const messages = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
		how(messages);
		writeFileSync(file, JSON.stringify(messages));
	}
}

test('a sentence that changes touches its own file alone, and one that goes takes its file along', () => {
	expect(compile()).toBe(0);
	const first = times();
	change((messages) => (messages.sign_up_link = 'Come in to %name%'));
	expect(compile()).toBe(0);
	const second = times();
	expect([...second.keys()].sort()).toEqual([...first.keys()].sort());
	expect(
		[...second].filter(([file, time]) => first.get(file) !== time).map(([file]) => file)
	).toEqual(['messages/sign_up_link.js']);
	const sentence = readFileSync(join(compiled, 'messages/sign_up_link.js'), 'utf8');
	expect(sentence).toContain(`Come in to ${siteName}`);

	change((messages) => delete messages.sign_up_link);
	expect(compile()).toBe(0);
	const third = times();
	expect([...second.keys()].filter((file) => !third.has(file))).toEqual([
		'messages/sign_up_link.js'
	]);
	expect(
		[...third].filter(([file, time]) => second.get(file) !== time).map(([file]) => file)
	).toEqual(['messages/_index.js']);
});

test('a file that is not there, or no JSON, is named in a sentence', () => {
	const refusal = () => {
		const { status, stderr } = spawnSync(process.execPath, ['scripts/messages.ts'], {
			cwd: folder,
			encoding: 'utf8'
		});
		return [status, stderr];
	};
	const file = join(folder, 'messages/de.json');
	const whole = readFileSync(file, 'utf8');
	writeFileSync(file, whole.replace(/}\s*$/, ',}'));
	expect(refusal()).toEqual([
		1,
		expect.stringMatching(/^messages\/de\.json is no JSON\.\n {2}because: .+\n$/)
	]);
	writeFileSync(file, whole);
	const settings = join(folder, 'project.inlang/settings.json');
	const before = readFileSync(settings, 'utf8');
	writeFileSync(settings, before.replace('"ja"]', '"ja", "it"]'));
	expect(refusal()).toEqual([
		1,
		'messages/it.json is not there, and project.inlang/settings.json names the language "it": begin with a copy of messages/en.json.\n'
	]);
	writeFileSync(settings, before);
});
