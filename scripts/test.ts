/**
 * `pnpm test`: everything that has to hold before a change lands. Goes on after a failure, so that
 * one run shows all; what failed stands at the end again, and the last line is the sum over the runners.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { buildIfStale } from './lib/build.ts';
import { checkMigrations } from './lib/check-migrations.ts';
import { provideChromium } from './lib/chromium.ts';
import { lintCommands } from './lib/lint-commands.ts';
import { readOptions } from './lib/read-options.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript } from './lib/run-script.ts';
import { readTally, sum, tallyPlaywright, tallyVitest, type Tally } from './lib/test-reports.ts';

// Not in test-results/, which Playwright empties.
const reports = '.svelte-kit/reports';
const tallies: Tally[] = [];
const failures: string[] = [];

/** One step; a failed one counts as one failed test. */
async function step(name: string, work: () => Promise<boolean>): Promise<boolean> {
	const began = performance.now();
	console.log(`\n── ${name}`);
	const passed = await work().catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		return false;
	});
	const seconds = ((performance.now() - began) / 1000).toFixed(1);
	console.log(`── ${name}: ${passed ? 'ok' : 'FAILED'} (${seconds} s)`);
	if (!passed) failures.push(name);
	return passed;
}

const command = (name: string, ...options: string[]) =>
	step([name, ...options].join(' '), async () => (await runCommand(name, options)) === 0);

/** Checks that only read, one after the other, beside others: each shows its output if it fails. */
async function checks(commands: [name: string, ...string[]][]) {
	for (const [name, ...options] of commands) {
		const passes = async () => (await runCommand(name, options, { quiet: true })) === 0;
		await step([name, ...options].join(' '), passes);
	}
}

/** A test runner counts its own failures. */
async function runner<T>(
	options: [name: string, ...string[]],
	report: string,
	tally: (report: T) => Tally,
	env: Record<string, string> = {}
) {
	const [name, ...rest] = options;
	console.log(`\n── ${name}`);
	const code = await runCommand(name, rest, { env });
	tallies.push(readTally(report, code, tally));
}

async function checkInstallation(): Promise<boolean> {
	const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
	console.log(`Node ${process.versions.node}`);
	if (devDependencies.node !== process.versions.node) {
		throw new Error(`Expected Node ${devDependencies.node}: run it as npx -y pnpm@12 test.`);
	}
	const installed = readFileSync('node_modules/.pnpm/lock.yaml', 'utf8');
	if (installed === readFileSync('pnpm-lock.yaml', 'utf8')) return true;
	throw new Error('node_modules is not what pnpm-lock.yaml says: run npx -y pnpm@12 install.');
}

const usage = `Usage: npx -y pnpm@12 test
Runs all that has to hold before a change lands: rules, types, unit tests, build, journeys in a browser. The
last line is the sum. A part of it: test:unit, test:e2e, lint, check.`;

await runScript(async () => {
	readOptions(usage);
	mkdirSync(reports, { recursive: true });
	for (const runnerName of ['vitest', 'playwright'])
		rmSync(`${reports}/${runnerName}.json`, { force: true });
	let chromium = '';

	await step('installation', checkInstallation);
	await step('Chromium', async () => Boolean((chromium = await provideChromium())));
	await command('node', 'scripts/messages.ts');
	await command('svelte-kit', 'sync');
	await Promise.all([
		checks([['svelte-check', '--tsconfig', './tsconfig.json']]),
		checks(lintCommands)
	]);
	await step('schema and migrations agree', checkMigrations);

	const vitest = `${reports}/vitest.json`;
	await runner(
		['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitest}`],
		vitest,
		tallyVitest
	);
	const built = await step('build', () => buildIfStale().then(() => true));
	const playwright = `${reports}/playwright.json`;
	if (built && chromium) {
		await runner(['playwright', 'test'], playwright, tallyPlaywright, {
			CHROMIUM_PATH: chromium,
			PLAYWRIGHT_JSON_REPORT: playwright
		});
	} else console.error('\nEnd-to-end tests need the build and a Chromium: not run.');

	const steps = { passed: 0, failed: failures.length, skipped: 0, failures };
	const total = sum([...tallies, steps]);
	if (total.failed > 0) console.log(`\nFailed:\n\n${total.failures.join('\n')}`);
	if (total.failed + total.skipped > 0 || total.passed === 0) process.exitCode = 1;
	console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
});
