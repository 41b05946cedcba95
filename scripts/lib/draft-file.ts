import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseDatabaseUrl } from '../../src/lib/server/database-url.ts';

/** What SQLite, and the migrator, put beside a database. */
const companions = ['-wal', '-shm', '-journal', '.lock', '.lock-wal', '.lock-shm', '.lock-journal'];

/**
 * An empty file, for its owner alone, beside the one that it is to become: a name is then all that
 * changes. SQLite keeps the mode for what it puts beside it.
 */
export function createDraft(file: string): string {
	if (!existsSync(dirname(file))) throw new Error(`There is no folder ${dirname(file)}.`);
	const draft = `${file}.${randomBytes(4).toString('hex')}.part`;
	closeSync(openSync(draft, 'wx', 0o600));
	return draft;
}

/** Removes what is left of a draft: all of it, or what stood beside it. */
export function removeDraft(draft: string): void {
	for (const suffix of ['', ...companions]) rmSync(draft + suffix, { force: true });
}

/** Waits until the contents of a file are on the disk. */
export function syncFile(file: string): void {
	sync(file, 'r+');
}

/** The same for the names of the files in its folder. */
export function syncFolder(file: string): void {
	sync(dirname(file), 'r');
}

function sync(path: string, flags: string): void {
	const descriptor = openSync(path, flags);
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

/** How the driver takes a path. */
export const fileUrl = (path: string): string => parseDatabaseUrl(`file:${path}`).url;
