/** Applies the migrations that the database lacks. `pnpm run db:migrate`; exits 1 when one fails. */
import { migrateDatabase } from '../src/lib/server/db/migrate-db.ts';
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { readDatabaseEnv } from '../src/lib/server/env.ts';
import { readOptions } from './lib/read-options.ts';
import { runScript } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 db:migrate
Applies to the database of DATABASE_URL the migrations that it lacks, in order, and names them. Safe to run
twice and at once, and while the application runs.`;

await runScript(async () => {
	readOptions(usage);
	loadDotEnv();
	const { DATABASE_URL, DATABASE_AUTH_TOKEN } = readDatabaseEnv();
	const applied = await migrateDatabase(DATABASE_URL, DATABASE_AUTH_TOKEN);
	for (const tag of applied) console.log(`Applied ${tag}.`);
	if (applied.length === 0) console.log('The database is up to date.');
});
