import fs from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseTarget } from '../database-url.ts';

/** Bytes: a commit adds some pages of 4 kB to the journal. */
const LEAST = 64 * 1024;

/**
 * Looks whether the disk of a file has room for a commit: a write that changes nothing needs none, and
 * so does not find out. A server's disk is its own affair.
 * @throws Error where it has none.
 */
export async function assertRoom(target: DatabaseTarget): Promise<void> {
	if (target.kind !== 'file') return;
	const { bsize, blocks, bavail, bfree } = await fs.statfs(dirname(target.path));
	// The last part of a disk is often kept for root.
	const free = process.getuid?.() === 0 ? bfree : bavail;
	// Some mounts do not say how large they are.
	if (blocks > 0 && free * bsize < LEAST)
		throw new Error('The disk that the database is on is full.');
}
