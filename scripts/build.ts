/** `pnpm build`: makes what `node build` serves. */
import { build } from './lib/build.ts';
import { readOptions } from './lib/read-options.ts';
import { runScript } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 build
Compiles the messages and builds the application into build/, whether anything has changed or not.
Then node build is the server.`;

await runScript(async () => {
	readOptions(usage);
	await build({ quiet: false });
});
