import { execFileSync } from 'node:child_process';

/** Runs git in `root`. @returns what it says, or null where it refuses. */
export function askGit(root: string, ...args: string[]): string | null {
	try {
		const options = { cwd: root, encoding: 'utf8', maxBuffer: 100_000_000 } as const;
		return execFileSync('git', args, { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
	} catch {
		return null;
	}
}

/**
 * Files as a commit has them, by their paths: one process for all of them.
 * @throws where it lacks one.
 */
export function readFromCommit(root: string, commit: string, paths: string[]): string[] {
	const input = paths.map((path) => `${commit}:${path}\n`).join('');
	const options = { cwd: root, input, maxBuffer: 100_000_000 };
	let rest = execFileSync('git', ['cat-file', '--batch'], options);
	return paths.map((path) => {
		const end = rest.indexOf('\n');
		const size = Number(/ blob (\d+)$/.exec(rest.toString('utf8', 0, end))?.[1] ?? NaN);
		if (Number.isNaN(size)) throw new Error(`There is no ${path} in ${commit}.`);
		const text = rest.toString('utf8', end + 1, end + 1 + size);
		rest = rest.subarray(end + 2 + size);
		return text;
	});
}
