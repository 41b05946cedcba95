/** Where the database is: a file by its path, or a server. `url` is what the driver takes. */
export type DatabaseTarget =
	{ kind: 'file'; url: string; path: string } | { kind: 'remote'; url: string };

export const databaseUrlForms = 'sqlite:PATH, file:PATH, libsql://…, http(s)://… or ws(s)://…';

/** An empty host or `localhost`, as RFC 8089 has it, may stand before an absolute path. */
const file = /^(?:sqlite|file):(?:\/\/localhost(?=\/)|\/\/+(?=\/))?(?!\/\/)(.+)$/s;

/**
 * Reads `DATABASE_URL`; `null` where it is none. A path is taken as it is written: `#`, `?`, `%20` and
 * blanks are part of the file's name, for whoever opens it. The driver alone would read them as parts
 * of a URL.
 */
export function readDatabaseUrl(value: string): DatabaseTarget | null {
	const written = file.exec(value)?.[1];
	if (written) {
		// SQLite would read a name that begins with a scheme as a URL again.
		const path = /^\w+:/.test(written) ? `./${written}` : written;
		return { kind: 'file', url: `file:${path.replace(/[%?#]/g, encodeURIComponent)}`, path };
	}
	const remote = /^(?:libsql|https?|wss?):/.test(value) && URL.canParse(value);
	return remote && new URL(value).hostname ? { kind: 'remote', url: value } : null;
}

/**
 * {@link readDatabaseUrl} for a value that was accepted before.
 * @throws Error naming the accepted forms.
 */
export function parseDatabaseUrl(value: string): DatabaseTarget {
	const target = readDatabaseUrl(value);
	if (target) return target;
	throw new Error(`DATABASE_URL is "${value}"; expected ${databaseUrlForms}`);
}
