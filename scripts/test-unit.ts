/** `pnpm test:unit`: the tests that need no browser, or some of them. */
import { prepareSources } from './lib/prepare-sources.ts';
import { readOptions } from './lib/read-options.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 test:unit [PATH …] [--project NAME] [-t TEXT]
Runs the tests beside the source and in tests/unit: all, or those of files whose path contains a PATH.
  --project  file (all, on a database file) or server (the main ways once more, on a database server)
  -t TEXT    those alone whose title contains TEXT, a pattern
Vitest has more options: node_modules/.bin/vitest --help.`;

await runScript(async () => {
	const options = {
		project: { type: 'string' },
		testNamePattern: { type: 'string', short: 't' }
	} as const;
	const { values, positionals } = readOptions(usage, { options, allowPositionals: true });
	await prepareSources();
	const given = Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
	process.exitCode = await runCommand('vitest', ['run', ...given, ...positionals]);
});
