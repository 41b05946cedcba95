/** `pnpm preview`: serves the build that is there, whatever has changed since. */
import { existsSync } from 'node:fs';
import { build } from './lib/build.ts';
import { readOptions } from './lib/read-options.ts';
import { runScript } from './lib/run-script.ts';
import { serve } from './lib/serve.ts';

const usage = `Usage: npx -y pnpm@12 preview
Does what start does, but with the build that is there: it builds only where there is none.`;

await runScript(async () => {
	readOptions(usage);
	await serve(async () => {
		if (!existsSync('build/index.js')) await build();
	});
});
