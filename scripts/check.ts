/** `pnpm check`: types, in pages too. */
import { prepareSources } from './lib/prepare-sources.ts';
import { readOptions } from './lib/read-options.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 check
Checks the types of all sources, scripts and tests, by svelte-check.`;

await runScript(async () => {
	readOptions(usage);
	await prepareSources();
	process.exitCode = await runCommand('svelte-check', ['--tsconfig', './tsconfig.json']);
});
