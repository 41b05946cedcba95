/**
 * `pnpm run db:studio`: looks at the data in a browser. drizzle-kit would read `.env` in its own way:
 * here it gets what the server and the other scripts read.
 */
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { prepareAliases } from './lib/prepare-sources.ts';
import { readOptions } from './lib/read-options.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 db:studio [--host NAME] [--port N]
Lets a browser look at the data of DATABASE_URL: on 127.0.0.1, port 4983, unless given. Its page comes from
the network, and whoever reaches the port can do anything to the data: see docs/operations.md.`;

await runScript(async () => {
	const options = { host: { type: 'string' }, port: { type: 'string' } } as const;
	const { values } = readOptions(usage, { options });
	loadDotEnv();
	await prepareAliases();
	const given = Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
	process.exitCode = await runCommand('drizzle-kit', ['studio', ...given]);
});
