import {
	closeSync,
	existsSync,
	openSync,
	readdirSync,
	readlinkSync,
	readSync,
	realpathSync
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'libsql';

/** Milliseconds; who uses a database does so for longer. */
const BUSY_TIMEOUT_MS = 500;
/** What SQLite says of a file that it cannot make sense of. */
const isDamage = /^SQLITE_(?:NOTADB|CORRUPT|IOERR)/;

/**
 * Refuses where a process, of this machine and of those that this one may look into, has the file open,
 * under its name or under that which it had before it was removed. Elsewhere than on Linux nobody is
 * found in this way: {@link settle} asks the file itself.
 */
export function refuseUsed(path: string): void {
	const users = usersOf(path);
	if (users.length > 0) throw inUse(path, ` (process ${users.join(', ')})`);
}

/**
 * Brings what is in the journal into the file and takes the journal away. SQLite does so only where no
 * other connection is open, be it idle, in whatever container: a server always has one.
 * @returns whether the file could be asked; a damaged one cannot.
 */
export function settle(path: string): boolean {
	// It would throw a journal away that it takes for one of something else.
	if (!looksLikeDatabase(path)) return false;
	let database: Database.Database | undefined;
	try {
		database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
		// Not as a prepared statement, which would keep the connection open. Where there was no such
		// journal, nothing has been locked before the second.
		database.exec('pragma journal_mode = delete; begin exclusive; rollback');
		return true;
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : '';
		if (code.startsWith('SQLITE_BUSY')) throw inUse(path);
		if (isDamage.test(code)) return false;
		throw error;
	} finally {
		database?.close();
	}
}

/** By its first bytes; an empty file is an empty database. */
function looksLikeDatabase(path: string): boolean {
	const descriptor = openSync(path, 'r');
	const head = Buffer.alloc(16);
	const length = readSync(descriptor, head);
	closeSync(descriptor);
	return length === 0 || head.toString('latin1') === 'SQLite format 3\0';
}

const inUse = (path: string, by = '') =>
	new Error(`${path} is in use${by}. Stop the application, and whatever replicates it, first.`);

function usersOf(path: string): number[] {
	if (!existsSync('/proc/self/fd') || !existsSync(dirname(path))) return [];
	const real = existsSync(path)
		? realpathSync(path)
		: join(realpathSync(dirname(path)), basename(path));
	const names = [real, `${real} (deleted)`];
	return readdirSync('/proc')
		.map(Number)
		.filter(
			(pid) => pid > 0 && pid !== process.pid && openFiles(pid).some((file) => names.includes(file))
		);
}

/** None where the process has ended, or is another user's. */
function openFiles(pid: number): string[] {
	const folder = `/proc/${pid}/fd`;
	try {
		return readdirSync(folder).map((descriptor) => readlink(join(folder, descriptor)));
	} catch {
		return [];
	}
}

function readlink(path: string): string {
	try {
		return readlinkSync(path);
	} catch {
		return '';
	}
}
