import { parseDatabaseUrl } from '../../src/lib/server/database-url.ts';
import { isLocalhost } from '../../src/lib/server/env-rules.ts';
import { loadDotEnv } from '../../src/lib/server/dot-env.ts';
import { readDatabaseEnv } from '../../src/lib/server/env.ts';

interface LocalDatabase {
	/** As the variable has it, and as our own functions take it. */
	databaseUrl: string;
	/** As the driver takes it. */
	driverUrl: string;
	path: string;
}

/**
 * The embedded database of an installation on localhost. Throws for any other: what asks for this
 * may lose data, or let strangers in, on a database that people use.
 */
export function localDatabase(command: string): LocalDatabase {
	loadDotEnv();
	const { DATABASE_URL } = readDatabaseEnv();
	const target = parseDatabaseUrl(DATABASE_URL);
	const origin = process.env.ORIGIN || 'http://localhost';
	if (target.kind === 'file' && URL.canParse(origin) && isLocalhost(new URL(origin).hostname)) {
		return { databaseUrl: DATABASE_URL, driverUrl: target.url, path: target.path };
	}
	throw new Error(`${command} is for a database file of an installation on localhost only.`);
}
