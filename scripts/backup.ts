/** `pnpm run db:backup FILE`: the database as it is at one moment, in one file, while it is used. */
import { resolve } from 'node:path';
import { parseDatabaseUrl } from '../src/lib/server/database-url.ts';
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { readDatabaseEnv } from '../src/lib/server/env.ts';
import { describeContents } from './lib/inspect-backup.ts';
import { readOptions } from './lib/read-options.ts';
import { runScript, UsageError } from './lib/run-script.ts';
import { writeBackup } from './lib/write-backup.ts';

const usage = `Usage: npx -y pnpm@12 db:backup FILE

Writes the database of DATABASE_URL, as it is at one moment, into the new file FILE, and checks it
before it gets that name. The application goes on meanwhile. The file is for its owner alone (mode 600)
and holds people's data. A file that is there already is not touched.

AUTH_SECRET is not in it and is needed beside it: see docs/operations.md.`;

await runScript(async () => {
	const { positionals } = readOptions(usage, { allowPositionals: true });
	const [given, ...more] = positionals;
	if (!given || more.length > 0) throw new UsageError(usage);
	loadDotEnv();
	const { DATABASE_URL, DATABASE_AUTH_TOKEN } = readDatabaseEnv();
	const contents = await writeBackup({
		target: parseDatabaseUrl(DATABASE_URL),
		token: DATABASE_AUTH_TOKEN,
		file: resolve(given)
	});
	console.log(`${resolve(given)} is whole: ${describeContents(contents)}`);
	console.log(
		'AUTH_SECRET is not in it. Keep it, somewhere else: without it apps for codes and recovery codes are lost.'
	);
});
