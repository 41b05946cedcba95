import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'porchlight-pipe-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program whose output, or what it says is wrong, nobody reads; the other one, and how it ends. */
async function runUnread(closed: 'stdout' | 'stderr', ...command: string[]) {
	const env = { ...process.env, DATABASE_URL: `sqlite:${join(folder, 'app.db')}` };
	const child = spawn(process.execPath, command, { env });
	child[closed].destroy();
	let said = '';
	const other = closed === 'stdout' ? child.stderr : child.stdout;
	other.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const [code] = (await once(child, 'close')) as [number | null];
	return { said, code };
}

test.each(['seed.ts --users 2', 'admin.ts users list', 'admin.ts --help', 'backup.ts --help'])(
	'a command ends quietly where nobody reads what it says: %s',
	async (command) => {
		const ended = await runUnread('stdout', ...`scripts/${command}`.split(' '));
		expect(ended).toEqual({ said: '', code: 0 });
	}
);

test('what is wrong with a command line ends it as ever where nobody reads that', async () => {
	expect(await runUnread('stderr', 'scripts/backup.ts', '--nonsense')).toEqual({
		said: '',
		code: 2
	});
});

test('a command that is not done says so, and ends what it has started', async () => {
	const program = join(folder, 'starts.ts');
	const lib = (name: string) => JSON.stringify(resolve('scripts/lib', name));
	writeFileSync(
		program,
		`import { runCommand } from ${lib('run-command.ts')};
		import { runScript } from ${lib('run-script.ts')};
		await runScript(async () => {
			setInterval(() => console.log('on'), 100);
			await runCommand('sleep', ['60']);
		});`
	);
	// 128 and the number of SIGPIPE. Its other output closes once nobody has it open any more.
	expect(await runUnread('stdout', program)).toEqual({ said: '', code: 141 });
});
