/**
 * `pnpm admin COMMAND`: helps people from the command line, by the application's own operations.
 * Exits with 0 when it is done, 1 when it failed, 2 when the command line is wrong.
 */
import { statSync } from 'node:fs';
import { commands } from './lib/admin-commands.ts';
import { readRequest } from './lib/admin-usage.ts';
import { runScript } from './lib/run-script.ts';
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { parseDatabaseUrl } from '../src/lib/server/database-url.ts';
import { readDatabaseEnv } from '../src/lib/server/env.ts';
import { logToStandardError } from '../src/lib/server/log.ts';

/** Opens the database that the server uses, and refuses one that this version cannot work with. */
async function openDatabase() {
	const target = parseDatabaseUrl(readDatabaseEnv().DATABASE_URL);
	// Opening a file that is not there would make it.
	if (target.kind === 'file' && !statSync(target.path, { throwIfNoEntry: false })) {
		throw new Error(`There is no database at ${target.path}.`);
	}
	const { assertDatabase } = await import('../src/lib/server/health/readiness.ts');
	await assertDatabase();
	return (await import('../src/lib/server/db/client.ts')).db;
}

await runScript(async () => {
	const request = readRequest(process.argv.slice(2), commands);
	if (typeof request === 'string') return console.log(request);
	loadDotEnv();
	process.env.LOG_LEVEL ||= 'warn';
	logToStandardError();
	const db = await openDatabase();
	const outcome = await commands[request.name]!.run(request);
	db.$client.close();
	if (outcome.text) console.log(outcome.text);
	if (outcome.failure) throw new Error(outcome.failure);
	// A connection to a server that hangs is not waited for; the text has left by then.
	process.stdout.write('', () => process.exit());
});
