import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { refuseUsed, settle } from './database-in-use.ts';
import { syncFolder } from './draft-file.ts';

/** What became of the database from before. */
export interface Replaced {
	/** Where it is now; `null` where there was none. */
	aside: string | null;
	/** Whether SQLite could make nothing of it. */
	wasDamaged: boolean;
}

/** What stands beside a database whose journal is written ahead. */
const journals = ['-wal', '-shm'];

/**
 * Gives a whole database the name of another, which is kept under a name with the date. At each moment
 * one of the two has the name.
 * @throws Error where something uses the other: then nothing has changed.
 */
export function putInPlace(draft: string, path: string): Replaced {
	refuseUsed(path);
	if (!existsSync(path)) {
		// A journal of a database that is gone would be taken for this one's.
		for (const suffix of [...journals, '-journal']) rmSync(path + suffix, { force: true });
		renameSync(draft, path);
		syncFolder(path);
		return { aside: null, wasDamaged: false };
	}
	const wasDamaged = !settle(path);
	const aside = `${path}.before-${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;
	linkSync(path, aside);
	// Still there only beside a damaged one, whose rescue may need them.
	for (const suffix of [...journals, '-journal']) {
		if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
	}
	renameSync(draft, path);
	syncFolder(path);
	return { aside, wasDamaged };
}
