import { readFileSync } from 'node:fs';
import { createClient } from '@libsql/client';

const HEADER = 32;
const FRAME_HEADER = 24;

/** Puts a database's journal away, so that what is counted next is counted whole. */
export async function emptyJournal(file: string): Promise<void> {
	const client = createClient({ url: `file:${file}` });
	await client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
	client.close();
}

/**
 * How many commits stand in a database's journal, whoever made them. With `synchronous=FULL` each is
 * a sync of the disk; one that changed nothing is none of both (https://www.sqlite.org/fileformat2.html,
 * section 4).
 */
export function countCommits(file: string): number {
	const journal = readFileSync(`${file}-wal`);
	if (journal.length < HEADER) return 0;
	const frameSize = FRAME_HEADER + journal.readUInt32BE(8);
	const salt = journal.subarray(16, 24);
	let commits = 0;
	for (let at = HEADER; at + frameSize <= journal.length; at += frameSize) {
		// Frames of an older round lie behind those of this one.
		if (!journal.subarray(at + 8, at + 16).equals(salt)) break;
		const pagesAfterCommit = journal.readUInt32BE(at + 4);
		if (pagesAfterCommit > 0) commits += 1;
	}
	return commits;
}
