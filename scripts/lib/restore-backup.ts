import {
	chownSync,
	createReadStream,
	createWriteStream,
	existsSync,
	lstatSync,
	mkdirSync,
	realpathSync,
	statSync
} from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { migrateDatabase } from '../../src/lib/server/db/migrate-db.ts';
import { refuseUsed } from './database-in-use.ts';
import { createDraft, removeDraft, syncFile } from './draft-file.ts';
import { inspectBackup, type Contents } from './inspect-backup.ts';
import { putInPlace, type Replaced } from './put-in-place.ts';

interface Input {
	/** The backup's absolute path. */
	file: string;
	/** The database's. */
	path: string;
	/** Whether a database that is there may be put aside. */
	force: boolean;
}

interface Restored extends Replaced {
	contents: Contents;
	/** The migrations that the backup lacked. */
	applied: string[];
}

/**
 * Puts a backup in the place of the database. It is copied beside it, checked and migrated there: what
 * fails until then leaves everything as it was.
 * @throws Error where something uses the database, where it is there without `force`, or where the
 * backup is not whole.
 */
export async function restoreBackup({ force, ...given }: Input): Promise<Restored> {
	// Where they lie: a link stays a link, and SQLite's journals stand beside the file itself.
	const [file, path] = [behindLinks(given.file), behindLinks(given.path)];
	refuseFile(file, path);
	refuseUsed(path);
	if (existsSync(path) && !force) {
		throw new Error(`${path} is there already. With --force it is put aside, under another name.`);
	}
	mkdirSync(dirname(path), { recursive: true });
	const draft = createDraft(path);
	try {
		// Written into what is there, so that it is never anybody else's to read.
		await pipeline(createReadStream(file), createWriteStream(draft, { flags: 'r+' }));
		const found = await inspectBackup(draft, file);
		if (found.unknown > 0) {
			throw new Error(
				`${file} is of a newer version: it has ${found.unknown} migration(s) that this one does not know. Restore it with the version that wrote it.`
			);
		}
		const applied = await migrateDatabase(`file:${draft}`);
		const contents = applied.length > 0 ? await inspectBackup(draft, file) : found;
		giveToOwner(draft, path);
		syncFile(draft);
		return { ...putInPlace(draft, path), contents, applied };
	} finally {
		removeDraft(draft);
	}
}

function behindLinks(path: string): string {
	if (existsSync(path)) return realpathSync(path);
	if (lstatSync(path, { throwIfNoEntry: false })) {
		throw new Error(`${path} is a link to a file that is not there.`);
	}
	return path;
}

function refuseFile(file: string, path: string): void {
	const found = statSync(file, { throwIfNoEntry: false });
	if (!found?.isFile()) throw new Error(`There is no file ${file}.`);
	const own = statSync(path, { throwIfNoEntry: false });
	if (own?.ino === found.ino && own.dev === found.dev) {
		throw new Error(`${file} is the database itself.`);
	}
	const journal = ['-wal', '-journal'].find(
		(suffix) => (statSync(file + suffix, { throwIfNoEntry: false })?.size ?? 0) > 0
	);
	if (journal) {
		throw new Error(
			`${file} has a journal beside it (${journal}): it is a database in use, and alone it lacks the last writes. Take a backup of it by db:backup.`
		);
	}
}

/** A database that root restores is for whom the one before, or its folder, belongs to. */
function giveToOwner(draft: string, path: string): void {
	if (process.getuid?.() !== 0) return;
	const { uid, gid } = statSync(existsSync(path) ? path : dirname(path));
	chownSync(draft, uid, gid);
}
