import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { siteName } from '../../src/lib/site.ts';

/** That no site has, with a space and a letter that neither file names nor usernames have. */
const NAME = 'Quüx Zyxo';

/** Where the name shows: sender, mails, passwords, passkeys, apps, usernames. */
const where = [
	'src/lib/server/env.test.ts',
	'src/modules/mail/api/worker/render-mail.test.ts',
	'src/modules/auth/api/password/password-rules.test.ts',
	'src/modules/auth/api/factors/webauthn/passkey-options.test.ts',
	'src/modules/auth/api/factors/totp/qr-code.test.ts',
	'src/modules/profile/api/username.test.ts'
];

const house = mkdtempSync(join(tmpdir(), 'porchlight-renamed-'));
const copied = [
	...['src', 'server', 'scripts', 'static', 'tests', 'migrations', 'messages', 'examples'],
	...['project.inlang', 'docs'],
	...globSync('*.{ts,js,json}')
];
const made = /(?:^|\/)src\/lib\/paraglide\/./;

/** Without what the run around this one says to its own tests. */
const env = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR };

async function run(command: string, ...options: string[]): Promise<string> {
	const program = command === 'node' ? process.execPath : resolve('node_modules/.bin', command);
	const { stdout } = await promisify(execFile)(program, options, { cwd: house, env }).catch(
		(error: Error & { stdout: string }) => {
			throw new Error(`${error.message}\n${error.stdout}`);
		}
	);
	return stdout;
}

beforeAll(() => {
	for (const part of copied) {
		cpSync(part, join(house, part), { recursive: true, filter: (path) => !made.test(path) });
	}
	symlinkSync(resolve('node_modules'), join(house, 'node_modules'));
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

test('another name is given by one command, and the next one compiles its messages, as in a clone', async () => {
	const told = await run('node', 'scripts/generate.ts', 'name', NAME);
	const written = [...told.matchAll(/^(.+): written$/gm)].map(([, file]) => file);
	expect(written).toEqual(['src/lib/site.ts', 'src/error.html', 'static/manifest.webmanifest']);
	expect(await run('node', 'scripts/seed.ts', '--users', '1')).toMatch(/^Accounts: 1\./);
	const words = globSync(`${house}/{src/lib/paraglide/messages,static}/*.{js,webmanifest}`);
	const old = words.filter((file) => readFileSync(file, 'utf8').includes(siteName));
	expect(words.length).toBeGreaterThan(500);
	expect(old).toEqual([]);
}, 300_000);

test('whatever says the name is tested with another', async () => {
	const report = join(house, 'report.json');
	const reported = ['--reporter', 'json', '--outputFile', report];
	await run('vitest', 'run', '--project', 'file', ...reported, ...where);
	const { success, numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
		success: boolean;
		numPassedTests: number;
		testResults: unknown[];
	};
	expect(success).toBe(true);
	expect(testResults).toHaveLength(where.length);
	expect(numPassedTests).toBeGreaterThan(60);
}, 300_000);
