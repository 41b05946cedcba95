import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { readOptions } from './lib/read-options.ts';
import { HelpAsked, UsageError } from './lib/run-script.ts';

const scripts = Object.entries(packageJson.scripts);
const programs = scripts.map(([, command]) => command.replace(/^node /, ''));

test('each command of package.json is a program of ours, which runs by hand as well', () => {
	for (const [, command] of scripts) expect(command).toMatch(/^node scripts\/[\w/-]+\.ts$/);
});

/**
 * Runs every program twice, for help and with an option that it does not know, all in one process, which
 * costs less than fifty. Each sees a command line of its own; what it says, and how it would end.
 */
const driver = `
const { pathToFileURL } = await import('node:url');
const { resolve } = await import('node:path');
class Ended extends Error {}
const paths = process.argv.slice(1).map((program) => resolve(program));
const answers = { '--help': [], '--nonsense': [] };
for (const path of paths) {
	for (const option of Object.keys(answers)) {
		const answer = { out: '', err: '', code: 0 };
		answers[option].push(answer);
		process.argv = [process.argv[0], path, option];
		console.log = (text) => (answer.out += text);
		console.error = (text) => (answer.err += text);
		process.exit = (code) => { answer.code = code; throw new Ended(); };
		// Read anew each time, unlike what it imports.
		await import(pathToFileURL(path).href + '?' + option).catch((error) => {
			if (!(error instanceof Ended)) answer.err += error;
		});
	}
}
process.stdout.write(JSON.stringify(answers), () => process.reallyExit(0));`;

test('each command tells how it is used, refuses what it does not know with 2, and does nothing then', async () => {
	// Whoever works all the same comes nowhere.
	const env = { ...process.env, DATABASE_URL: 'file:/nowhere/at-all.db', PORT: 'none' };
	const args = ['--input-type=module', '-e', driver, '--', ...programs];
	const { stdout } = await promisify(execFile)(process.execPath, args, { env });
	const answers = JSON.parse(stdout) as Record<'--help' | '--nonsense', object[]>;
	for (const [index, [name]] of scripts.entries()) {
		expect([name, answers['--help'][index]]).toEqual([
			name,
			{
				out: expect.stringMatching(
					new RegExp(
						`^Usage: .*pnpm.* ${name}\\b[^]*\\n\\nBy hand, as node scripts/.* wants Node 24`
					)
				),
				err: '',
				code: 0
			}
		]);
		expect([name, answers['--nonsense'][index]]).toEqual([
			name,
			{ out: '', err: expect.stringMatching(/--nonsense[^]*Usage: /), code: 2 }
		]);
	}
});

test('a command line is read as it is meant, or refused with the usage', () => {
	const usage = 'Usage: pnpm something [NAME]';
	const config = { options: { users: { type: 'string' } }, allowPositionals: true } as const;
	const read = (...args: string[]) => readOptions(usage, config, args);
	// pnpm hands a separator on that npm takes away.
	expect(read('--', 'a', '--users', '3')).toMatchObject({
		values: { users: '3' },
		positionals: ['a']
	});
	for (const args of [['--user', '3'], ['--users']]) {
		expect(() => read(...args)).toThrow(UsageError);
		expect(() => read(...args)).toThrow(
			new RegExp(`^[^.]+\\.\\n\\n${usage.replace(/[[\]]/g, '\\$&')}$`)
		);
	}
	expect(() => readOptions(usage, {}, ['a'])).toThrow(UsageError);
	for (const asked of ['--help', '-h']) expect(() => read('--user', asked)).toThrow(HelpAsked);
});
