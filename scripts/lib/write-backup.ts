import { existsSync, renameSync } from 'node:fs';
import { createClient } from '@libsql/client';
import type { DatabaseTarget } from '../../src/lib/server/database-url.ts';
import { backUpServer } from './back-up-server.ts';
import { createDraft, removeDraft, syncFile, syncFolder } from './draft-file.ts';
import { inspectBackup, type Contents } from './inspect-backup.ts';

/** Milliseconds that a lock of somebody else is waited for. */
const BUSY_TIMEOUT_MS = 10_000;

type FileTarget = Extract<DatabaseTarget, { kind: 'file' }>;

interface Input {
	target: DatabaseTarget;
	/** Of a server. */
	token: string | undefined;
	/** Its absolute path. */
	file: string;
}

/**
 * Writes a database into a new file, which gets its name once it is whole, checked and on the disk.
 * @throws Error where the file is there already, or something went wrong: then it is not there.
 */
export async function writeBackup({ target, token, file }: Input): Promise<Contents> {
	refuseExisting(file);
	if (target.kind === 'file' && !existsSync(target.path)) {
		throw new Error(`There is no database at ${target.path}.`);
	}
	const draft = createDraft(file);
	try {
		if (target.kind === 'file') await backUpFile(target, draft);
		else await backUpServer({ target, token, draft });
		const contents = await inspectBackup(draft, file);
		syncFile(draft);
		refuseExisting(file);
		renameSync(draft, file);
		syncFolder(file);
		return contents;
	} finally {
		removeDraft(draft);
	}
}

/** One statement, which reads one moment while others go on writing. */
async function backUpFile({ url, path }: FileTarget, draft: string): Promise<void> {
	const client = createClient({ url, timeout: BUSY_TIMEOUT_MS });
	try {
		await client.execute({ sql: 'vacuum into ?', args: [draft] });
	} catch (error) {
		throw new Error(`${path} cannot be backed up.`, { cause: error });
	} finally {
		client.close();
	}
}

function refuseExisting(file: string): void {
	if (existsSync(file)) throw new Error(`${file} is there already, and is left as it is.`);
}
