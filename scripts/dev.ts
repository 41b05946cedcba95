/** `pnpm dev`: migrates and serves the sources, with messages recompiled as they change. */
import { watch } from 'node:fs';
import { dirname } from 'node:path';
import { createServer } from 'vite';
import { readEnvironment } from '../src/environment.ts';
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { siteName } from '../src/lib/site.ts';
import { assertPortFree } from './lib/assert-port-free.ts';
import { devAddress, VITE_PORT } from './lib/dev-address.ts';
import { offerLocalProvider } from './lib/local-provider.ts';
import { messageFiles } from './lib/message-files.ts';
import { migrateQuietly } from './lib/migrate-quietly.ts';
import { readOptions } from './lib/read-options.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript, UsageError } from './lib/run-script.ts';
import { sayWhereToBegin } from './lib/say-where-to-begin.ts';

const usage = `Usage: npx -y pnpm@12 dev [--port N]
Applies the migrations that the database lacks and serves the sources, with changes as they are made:
on http://localhost:${VITE_PORT}, or on PORT, which --port sets. The rest comes from the environment or .env.`;

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
	const { port } = readOptions(usage, { options: { port: { type: 'string' } } }).values;
	if (port !== undefined && !/^\d{1,5}$/.test(port)) {
		throw new UsageError(`--port is "${port}", which is no port.\n\n${usage}`);
	}
	loadDotEnv();
	const address = devAddress(process.env, port);
	process.env.PORT = address.PORT;
	if (address.ORIGIN) process.env.ORIGIN = address.ORIGIN;
	const env = readEnvironment();
	await assertPortFree(env);
	await migrateQuietly(env);
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
	console.log(`${siteName}, from its sources, is ready on ${env.ORIGIN}`);
	await sayWhereToBegin(env);
});
