/**
 * `pnpm run db:push`: brings a local database to the schema of the code without a migration, while
 * a model is being worked on, and records the migrations as applied.
 */
import { createClient } from '@libsql/client';
import { makeDatabaseFile, migrateDatabase } from '../src/lib/server/db/migrate-db.ts';
import { recordMigrations } from '../src/lib/server/db/migrations.ts';
import { localDatabase } from './lib/local-database.ts';
import { prepareAliases } from './lib/prepare-sources.ts';
import { readOptions } from './lib/read-options.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 db:push
Brings a database file on localhost to the schema of the code without a migration, while a model is
worked on. What people have in it may be lost.`;

await runScript(async () => {
	readOptions(usage);
	const { databaseUrl, driverUrl, path } = localDatabase('db:push');
	await prepareAliases();
	makeDatabaseFile(path);
	// First what is committed: where a key changes, drizzle-kit empties the table and a migration
	// copies it. One that was pushed before it was generated fails, and leaves nothing behind.
	await migrateDatabase(databaseUrl).catch((error: unknown) => {
		console.warn(`Not migrated before the push: ${String(error)}`);
	});
	// Without a terminal drizzle-kit has nobody to ask.
	const code = await runCommand('drizzle-kit', ['push', '--force']);
	if (code !== 0) throw new Error(`drizzle-kit push ended with ${code}.`);
	const client = createClient({ url: driverUrl, timeout: 10_000 });
	try {
		await recordMigrations(client);
	} finally {
		client.close();
	}
	console.log('The database has the schema of the code; db:migrate has nothing to do.');
});
