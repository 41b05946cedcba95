/** `pnpm run db:restore FILE`: puts a backup in the place of the database, while nothing uses it. */
import { resolve } from 'node:path';
import { parseDatabaseUrl } from '../src/lib/server/database-url.ts';
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { readDatabaseEnv } from '../src/lib/server/env.ts';
import { describeContents } from './lib/inspect-backup.ts';
import { readOptions } from './lib/read-options.ts';
import { restoreBackup } from './lib/restore-backup.ts';
import { runScript, UsageError } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 db:restore FILE [--force]

Puts the backup FILE in the place of the database file of DATABASE_URL. Stop the application first.
FILE is checked and stays; a copy of it is migrated and then put in place. A database that is there
already is not touched without --force; with it, it is kept beside the new one under a name with the
date.`;

const intoServer =
	'DATABASE_URL is a server: db:restore puts a file in place. Make an empty database there, and ' +
	'copy the backup into it: db:copy sqlite:FILE https://… (see docs/operations.md).';

await runScript(async () => {
	const { values, positionals } = readOptions(usage, {
		options: { force: { type: 'boolean', default: false } },
		allowPositionals: true
	});
	const [given, ...more] = positionals;
	if (!given || more.length > 0) throw new UsageError(usage);
	loadDotEnv();
	const target = parseDatabaseUrl(readDatabaseEnv().DATABASE_URL);
	if (target.kind === 'remote') throw new Error(intoServer);
	const restored = await restoreBackup({
		file: resolve(given),
		path: resolve(target.path),
		force: values.force
	});
	for (const tag of restored.applied) console.log(`Applied ${tag}.`);
	if (restored.aside) console.log(`The database from before is ${restored.aside}.`);
	if (restored.wasDamaged) {
		console.log('It is damaged: whether anything still uses it could not be asked of it.');
	}
	console.log(`${resolve(target.path)} is restored: ${describeContents(restored.contents)}`);
	console.log('Now run doctor: it says whether AUTH_SECRET is the one of this backup. Then start.');
});
