import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where the secret of an installation on localhost is kept, seen from the working directory. */
export const SECRET_FILE = '.porchlight/secret';

/**
 * The secret in `file`, which is made (mode 600, its directory 700) when it is not there.
 * Two processes that start at once get the same one: the first link to the final name wins.
 */
export function keepSecret(file: string): string {
	const kept = readSecret(file);
	if (kept) return kept;
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const draft = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`;
	try {
		writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
		linkSync(draft, file);
	} catch (error) {
		if (!hasCode(error, 'EEXIST')) throw error;
	} finally {
		rmSync(draft, { force: true });
	}
	return readFileSync(file, 'utf8').trim();
}

function readSecret(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8').trim();
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return undefined;
		throw error;
	}
}

function hasCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}
