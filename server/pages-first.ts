import { readdir, readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';

/** Where Linux lists the threads of this process, and how libuv calls those of its pool. */
const THREADS = '/proc/self/task';
const POOL = 'libuv-worker';

/**
 * Lets the threads of the pool, where passwords are hashed, give way to the one that answers: with all
 * cores hashing, a page waited for its turn on one as long as a hash takes. A nice value is a thread's
 * own on Linux alone (setpriority(2)); elsewhere nothing is changed.
 */
export async function putPagesFirst(): Promise<void> {
	if (process.platform !== 'linux') return;
	try {
		// To read the list is work for the pool itself, so its threads are on it.
		for (const id of await readdir(THREADS)) {
			const name = await readFile(`${THREADS}/${id}/comm`, 'utf8');
			if (name.trim() === POOL) setPriority(Number(id), constants.priority.PRIORITY_BELOW_NORMAL);
		}
	} catch {
		// A system that shows no threads, or lets none be changed: pages wait their turn, as before.
	}
}
