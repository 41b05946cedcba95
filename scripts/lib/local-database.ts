import { parseDatabaseUrl } from '../../src/lib/server/db/create-db.ts';
import { isLocalhost } from '../../src/lib/server/env-rules.ts';
import { loadDotEnv } from '../../src/lib/server/dot-env.ts';
import { readDatabaseEnv } from '../../src/lib/server/env.ts';

/**
 * The embedded database of an installation on localhost. Throws for any other: what asks for this
 * may lose data, or let strangers in, on a database that people use.
 */
export function localDatabase(command: string): { url: string; path: string } {
	loadDotEnv();
	const target = parseDatabaseUrl(readDatabaseEnv().DATABASE_URL);
	const origin = process.env.ORIGIN || 'http://localhost';
	if (target.kind === 'file' && URL.canParse(origin) && isLocalhost(new URL(origin).hostname)) {
		return { url: target.url, path: target.path };
	}
	throw new Error(`${command} is for a database file of an installation on localhost only.`);
}
