/**
 * `pnpm run db:studio`: looks at the data in a browser. Options go to drizzle-kit, which would read
 * `.env` in its own way: here it gets what the server and the other scripts read.
 */
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript } from './lib/run-script.ts';

await runScript(async () => {
	loadDotEnv();
	// pnpm hands a separator on that npm takes away.
	const options = process.argv.slice(2).filter((argument) => argument !== '--');
	process.exitCode = await runCommand('drizzle-kit', ['studio', ...options]);
});
