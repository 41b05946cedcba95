/** `pnpm start`: migrates, builds when the sources have changed, and serves. */
import { pathToFileURL } from 'node:url';
import { readEnvironment } from '../src/environment.ts';
import { migrateDatabase } from '../src/lib/server/db/migrate-db.ts';
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { buildIfStale } from './lib/build.ts';
import { runScript } from './lib/run-script.ts';

await runScript(async () => {
	loadDotEnv();
	const env = readEnvironment();
	const applied = await migrateDatabase(env.DATABASE_URL, env.DATABASE_AUTH_TOKEN);
	for (const tag of applied) console.log(`Applied ${tag}.`);
	await buildIfStale();
	// Resolves once the server listens; on failure it explains itself and ends the process.
	await import(pathToFileURL('build/index.js').href);
	console.log(`Porchlight is ready on ${env.ORIGIN}`);
});
