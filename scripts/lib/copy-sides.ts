import { parseDatabaseUrl, type DatabaseTarget } from '../../src/lib/server/database-url.ts';
import type { DatabaseNames } from '../../src/lib/server/db/explain-fault.ts';
import { EnvError, readDatabaseEnv } from '../../src/lib/server/env.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './run-script.ts';

const usage = `Usage: npx -y pnpm@12 db:copy FROM TO [--from-token-file FILE]

Copies every row of the database FROM into the database TO, which has to be empty and gets its tables
first. Each is sqlite:PATH, file:PATH, libsql://…, http(s)://… or ws(s)://…. Stop the application first.

DATABASE_AUTH_TOKEN (or DATABASE_AUTH_TOKEN_FILE) is the token of the one that is a server. Where both
are, it is TO's, and FROM's stands in the file that --from-token-file names.`;

/** One of the two databases. */
export interface Side {
	target: DatabaseTarget;
	/** Of a server alone. */
	token: string | undefined;
	named: DatabaseNames;
}

/**
 * The two databases that a command line of `db:copy` names.
 * @throws HelpAsked
 * @throws UsageError also with what is wrong with a database's address.
 */
export function readSides(args: string[]): { from: Side; to: Side } {
	const options = { 'from-token-file': { type: 'string' } } as const;
	const { values, positionals } = readOptions(usage, { options, allowPositionals: true }, args);
	const [from, to, ...more] = positionals;
	if (!from || !to || more.length > 0) throw new UsageError(usage);
	const target = readSide('TO', to);
	const tokenFile = values['from-token-file'];
	// A token is shown to no server but its own.
	const isShared = tokenFile === undefined && target.target.kind === 'file';
	const own = { DATABASE_AUTH_TOKEN: '', DATABASE_AUTH_TOKEN_FILE: tokenFile };
	return { from: readSide('FROM', from, isShared ? undefined : own), to: target };
}

/** Held to the same rules as the application's own database: no clear text off this machine. */
function readSide(
	name: 'FROM' | 'TO',
	given: string,
	own?: Record<string, string | undefined>
): Side {
	const token = own ? '--from-token-file' : 'DATABASE_AUTH_TOKEN';
	const env = readAs({ DATABASE_URL: name, ...(own && { DATABASE_AUTH_TOKEN_FILE: token }) }, () =>
		readDatabaseEnv({ ...process.env, ...own, DATABASE_URL: given })
	);
	const target = parseDatabaseUrl(env.DATABASE_URL);
	return {
		target,
		token: target.kind === 'file' ? undefined : env.DATABASE_AUTH_TOKEN,
		named: { database: `${name}: the database`, token }
	};
}

/** Reads variables, some of which the operator gave by other names. */
function readAs<T>(names: Record<string, string>, read: () => T): T {
	try {
		return read();
	} catch (error) {
		const problems = error instanceof EnvError ? error.problems : [];
		if (!problems.some(({ variable }) => variable in names)) throw error;
		const lines = problems.map(
			({ variable, found, expected }) =>
				`${names[variable] ?? variable}: found ${found}; expected ${expected}`
		);
		throw new UsageError(lines.join('\n'));
	}
}
