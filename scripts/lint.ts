/** `pnpm lint`: rules, layout, imports and what nobody uses. Goes on after a failure, to show all. */
import { lintCommands } from './lib/lint-commands.ts';
import { prepareSources } from './lib/prepare-sources.ts';
import { readOptions } from './lib/read-options.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 lint
Checks, one after the other, and goes on after a failure:
  ${lintCommands.map((command) => command.join(' ')).join('\n  ')}
It changes nothing; format lays files out.`;

await runScript(async () => {
	readOptions(usage);
	await prepareSources();
	const failed: string[] = [];
	for (const [name, ...options] of lintCommands) {
		const code = await runCommand(name, options, { quiet: true });
		const command = [name, ...options].join(' ');
		console.log(`${code === 0 ? '✓' : '✗'} ${command}`);
		if (code !== 0) failed.push(command);
	}
	if (failed.length > 0) throw new Error(`Failed: ${failed.join(', ')}.`);
});
