import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

/** A clone of this repository at one of its commits, in which commands run with its own packages. */
export interface Fork {
	folder: string;
	/** @returns what the command printed. @throws with it where the command fails. */
	run: (command: string, ...options: string[]) => string;
	/** The same, for a command that may fail. */
	attempt: (command: string, ...options: string[]) => { passed: boolean; output: string };
	remove: () => void;
}

/** Who commits there; the fork is thrown away. */
const author = { GIT_AUTHOR_NAME: 'Fork', GIT_AUTHOR_EMAIL: 'fork@example.com' };
const committer = { GIT_COMMITTER_NAME: 'Fork', GIT_COMMITTER_EMAIL: 'fork@example.com' };

/** Clones this repository into a temporary folder, on a branch of its own that begins at `commit`. */
export function cloneFork(commit: string, env: Record<string, string>): Fork {
	const folder = mkdtempSync(join(tmpdir(), 'porchlight-fork-'));
	const PATH = [join(folder, 'node_modules/.bin'), process.env.PATH].join(delimiter);
	const variables = { ...process.env, ...author, ...committer, ...env, PATH };

	function attempt(command: string, ...options: string[]) {
		const run = { cwd: folder, env: variables, encoding: 'utf8', maxBuffer: 100_000_000 } as const;
		const { status, stdout, stderr, error } = spawnSync(command, options, run);
		return { passed: status === 0, output: error ? error.message : `${stdout}${stderr}` };
	}
	function run(command: string, ...options: string[]): string {
		const { passed, output } = attempt(command, ...options);
		if (!passed) throw new Error(`${[command, ...options].join(' ')} failed:\n${output}`);
		return output;
	}
	run('git', 'clone', '--quiet', '--no-checkout', resolve('.'), '.');
	run('git', 'checkout', '--quiet', '-b', 'fork', commit);
	return { folder, run, attempt, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
