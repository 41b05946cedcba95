import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { askGit } from './ask-git.ts';
import { joinMigrations } from './join-migrations.ts';
import { migrationsOf, writeMigrations } from './migration-files.ts';
import { UsageError } from './run-script.ts';

/**
 * Writes the migrations of the repository `root` anew: those of the version that is being taken, and
 * after them those that the fork has on top.
 * @param version for a merge that is committed already; else the merge or rebase under way says it.
 * @returns the names of the fork's own.
 */
export function writeJournalAnew(root: string, version?: string): string[] {
	const sides = version ? { version, fork: 'HEAD' } : sidesUnderWay(root);
	const first = migrationsOf(root, sides.version);
	const all = joinMigrations(first, migrationsOf(root, sides.fork));
	writeMigrations(root, all);
	return all.slice(first.length).map(({ line }) => line.tag);
}

/** Whose migrations come first, and whose go on top. */
function sidesUnderWay(root: string): { version: string; fork: string } {
	const has = (file: string) => {
		const path = askGit(root, 'rev-parse', '--git-path', file)?.trim();
		return path !== undefined && existsSync(resolve(root, path));
	};
	if (has('MERGE_HEAD')) return { version: 'MERGE_HEAD', fork: 'HEAD' };
	// git leaves REBASE_HEAD behind when a rebase is done.
	if (has('rebase-merge')) return { version: 'HEAD', fork: 'REBASE_HEAD' };
	if (has('CHERRY_PICK_HEAD')) return { version: 'HEAD', fork: 'CHERRY_PICK_HEAD' };
	throw new UsageError('Nothing is being merged. After it, say which version it was; see --help.');
}
