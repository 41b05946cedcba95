/** `pnpm start`: migrates, builds when the sources have changed, and serves. */
import { buildIfStale } from './lib/build.ts';
import { readOptions } from './lib/read-options.ts';
import { runScript } from './lib/run-script.ts';
import { serve } from './lib/serve.ts';

const usage = `Usage: npx -y pnpm@12 start
Applies the migrations that the database lacks, builds when the sources have changed, and serves:
without any setting on http://localhost:3000, with the database file local.db and a mailbox of its own.
PORT, ORIGIN and the rest come from the environment or from .env; README.md and .env.example have them.`;

await runScript(async () => {
	readOptions(usage);
	await serve(buildIfStale);
});
