import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
	cpSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test, vi } from 'vitest';
import { messageFiles } from './lib/message-files.ts';

vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'porchlight-messages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const part of ['messages', 'project.inlang', 'scripts', 'package.json', 'src/lib/site.ts']) {
	cpSync(part, join(folder, part), { recursive: true });
}
for (const file of Object.values(messageFiles()).flat()) cpSync(file, join(folder, file));
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));

const compiled = join(folder, 'src/lib/paraglide');
const begin = () => spawn(process.execPath, ['scripts/messages.ts'], { cwd: folder });
const run = () => spawnSync(process.execPath, ['scripts/messages.ts'], { cwd: folder }).status;

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
	expect(run()).toBe(0);
	const whole = look();
	expect(whole.unnamed).toBe(0);
	for (const wait of [0, 100, 400]) {
		rmSync(compiled, { recursive: true });
		const child = begin();
		const ended = once(child, 'exit');
		while (!existsSync(join(compiled, 'runtime.js'))) await sleep(1);
		await sleep(wait);
		child.kill('SIGINT');
		await ended;
		expect(run()).toBe(0);
		expect(look(), `broken off after ${wait} ms`).toEqual(whole);
	}
});
