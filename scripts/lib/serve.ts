import { pathToFileURL } from 'node:url';
import { readEnvironment } from '../../src/environment.ts';
import { loadDotEnv } from '../../src/lib/server/dot-env.ts';
import { siteName } from '../../src/lib/site.ts';
import { assertPortFree } from './assert-port-free.ts';
import { migrateQuietly } from './migrate-quietly.ts';
import { sayWhereToBegin } from './say-where-to-begin.ts';

/** Looks whether it can listen, migrates, lets `build` see to the build, and serves it. */
export async function serve(build: () => Promise<void>): Promise<void> {
	loadDotEnv();
	const env = readEnvironment();
	await assertPortFree(env);
	await migrateQuietly(env);
	await build();
	// Resolves once the server listens; on failure it explains itself and ends the process.
	await import(pathToFileURL('build/index.js').href);
	console.log(`${siteName} is ready on ${env.ORIGIN}`);
	await sayWhereToBegin(env);
}
