/** `pnpm dev`: migrates and serves the sources, with messages recompiled as they change. */
import { watch } from 'node:fs';
import { dirname } from 'node:path';
import { createServer } from 'vite';
import { readEnvironment } from '../src/environment.ts';
import { migrateDatabase } from '../src/lib/server/db/migrate-db.ts';
import { isLocalhost } from '../src/lib/server/env-rules.ts';
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { offerLocalProvider } from './lib/local-provider.ts';
import { messageFiles } from './lib/message-files.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript } from './lib/run-script.ts';

const VITE_PORT = '5173';

/** PORT, else the port in a local ORIGIN, else Vite's: links in mail have to lead to this server. */
function choosePort(): string {
	const { PORT, ORIGIN } = process.env;
	if (PORT) return PORT;
	const url = ORIGIN && URL.canParse(ORIGIN) ? new URL(ORIGIN) : undefined;
	return (url && isLocalhost(url.hostname) && url.port) || VITE_PORT;
}

/** One compilation at a time, and one more when something changed meanwhile. */
function compileOnChange() {
	let compiling = false;
	let again = false;
	const folders = new Set(
		Object.values(messageFiles())
			.flat()
			.map((file) => dirname(file))
	);
	for (const folder of folders) watch(folder, compile);

	async function compile(): Promise<void> {
		again = true;
		if (compiling) return;
		compiling = true;
		while (again) {
			again = false;
			await runCommand('node', ['scripts/messages.ts']);
		}
		compiling = false;
	}
}

await runScript(async () => {
	loadDotEnv();
	process.env.PORT = choosePort();
	const env = readEnvironment();
	const applied = await migrateDatabase(env.DATABASE_URL, env.DATABASE_AUTH_TOKEN);
	for (const tag of applied) console.log(`Applied ${tag}.`);
	if ((await runCommand('node', ['scripts/messages.ts'])) !== 0) {
		throw new Error('The messages do not compile.');
	}
	compileOnChange();
	const provider = await offerLocalProvider(env);
	if (provider) console.log(`No provider is configured: a local one answers on ${provider}`);
	const server = await createServer({
		server: { port: env.PORT, host: env.HOST, strictPort: true }
	});
	await server.listen();
	console.log(`Porchlight, from its sources, is ready on ${env.ORIGIN}`);
});
