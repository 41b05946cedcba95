import { parseDatabaseUrl, type DatabaseTarget } from '../../src/lib/server/database-url.ts';
import { readDatabaseEnv } from '../../src/lib/server/env.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './run-script.ts';

const usage = `Usage: npx -y pnpm@12 db:copy FROM TO [--from-token-file FILE]

Copies every row of the database FROM into the database TO, which has to be empty and gets its tables
first. Each is sqlite:PATH, file:PATH, libsql://…, http(s)://… or ws(s)://…. Stop the application first.

DATABASE_AUTH_TOKEN (or DATABASE_AUTH_TOKEN_FILE) is the token of the one that is a server. Where both
are, it is TO's, and FROM's stands in the file that --from-token-file names.`;

/** One of the two databases; `url` as our own functions take it. */
export interface Side {
	url: string;
	target: DatabaseTarget;
	/** Of a server alone. */
	token: string | undefined;
}

/**
 * The two databases that a command line of `db:copy` names.
 * @throws HelpAsked
 * @throws UsageError
 * @throws Error with what is wrong with a database's address.
 */
export function readSides(args: string[]): { from: Side; to: Side } {
	const options = { 'from-token-file': { type: 'string' } } as const;
	const { values, positionals } = readOptions(usage, { options, allowPositionals: true }, args);
	const [from, to, ...more] = positionals;
	if (!from || !to || more.length > 0) throw new UsageError(usage);
	const target = readSide(to);
	const tokenFile = values['from-token-file'];
	// A token is shown to no server but its own.
	const isShared = tokenFile === undefined && target.target.kind === 'file';
	const own = { DATABASE_AUTH_TOKEN: '', DATABASE_AUTH_TOKEN_FILE: tokenFile };
	return { from: readSide(from, isShared ? {} : own), to: target };
}

/** Held to the same rules as the application's own database: no clear text off this machine. */
function readSide(given: string, tokens: Record<string, string | undefined> = {}): Side {
	const source = { ...process.env, ...tokens, DATABASE_URL: given };
	const { DATABASE_URL: url, DATABASE_AUTH_TOKEN: token } = readDatabaseEnv(source);
	const target = parseDatabaseUrl(url);
	return { url, target, token: target.kind === 'file' ? undefined : token };
}
