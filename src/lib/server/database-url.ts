/**
 * Where the database is: a file by its path, or a server by its host. `url` is what the driver takes;
 * `isEncrypted` whether it goes over TLS.
 */
export type DatabaseTarget =
	| { kind: 'file'; url: string; path: string }
	| { kind: 'remote'; url: string; host: string; isEncrypted: boolean };

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
	if (!/^(?:libsql|https?|wss?):/.test(value) || !URL.canParse(value)) return null;
	const { protocol, host, searchParams } = new URL(value);
	// The driver's own way to say that `libsql:`, which is https, is not.
	const isPlain = /^(?:http|ws):$/.test(protocol) || searchParams.get('tls') === '0';
	return host ? { kind: 'remote', url: value, host, isEncrypted: !isPlain } : null;
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
