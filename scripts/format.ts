/** `pnpm format`: lays files out. */
import { readOptions } from './lib/read-options.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 format [--check] [PATH …]
Lays all files out, or those of PATH, and names those that it changed.
  --check  changes nothing, names those that it would change, and ends with 1 where there are some`;

await runScript(async () => {
	const options = { check: { type: 'boolean', default: false } } as const;
	const { values, positionals } = readOptions(usage, { options, allowPositionals: true });
	const paths = positionals.length > 0 ? positionals : ['.'];
	const how = values.check ? ['--check'] : ['--write', '--list-different'];
	process.exitCode = await runCommand('prettier', [...how, ...paths]);
});
