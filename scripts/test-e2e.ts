/** `pnpm test:e2e`: journeys in a browser, all or some, on the build of the sources as they are. */
import { buildIfStale } from './lib/build.ts';
import { provideChromium } from './lib/chromium.ts';
import { readOptions } from './lib/read-options.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 test:e2e [PATH …] [--project NAME] [-g TEXT] [--headed] [--repeat-each N] [--workers N]
Builds when the sources have changed and runs the journeys: all, or those of files whose path contains a PATH.
The browser is CHROMIUM_PATH, else the system's, else Playwright's own,
else Debian's package, as root.
  --project      with JavaScript, without JavaScript, on a server, resilience or timing
  -g TEXT        those alone whose title contains TEXT, a pattern
  --headed       shows the browser
  --repeat-each  runs each as many times
  --workers      how many at once; 2 unless given
Playwright has more options: node_modules/.bin/playwright test --help.`;

await runScript(async () => {
	const options = {
		project: { type: 'string' },
		grep: { type: 'string', short: 'g' },
		headed: { type: 'boolean' },
		'repeat-each': { type: 'string' },
		workers: { type: 'string' }
	} as const;
	const { values, positionals } = readOptions(usage, { options, allowPositionals: true });
	const CHROMIUM_PATH = await provideChromium();
	await buildIfStale();
	const given = Object.entries(values).flatMap(([name, value]) =>
		value === true ? [`--${name}`] : [`--${name}`, String(value)]
	);
	process.exitCode = await runCommand('playwright', ['test', ...positionals, ...given], {
		env: { CHROMIUM_PATH }
	});
});
