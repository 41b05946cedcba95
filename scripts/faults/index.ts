/**
 * `pnpm test:faults`: what the built server does while something goes wrong, by processes of its own.
 * Some minutes, so that it is no part of `pnpm test`.
 */
import '../lib/app.ts';
import { buildIfStale } from '../lib/build.ts';
import { readOptions } from '../lib/read-options.ts';
import { runScript, UsageError } from '../lib/run-script.ts';
import { faults } from './faults.ts';
import type { Finding } from './finding.ts';

const width = Math.max(...Object.keys(faults).map((name) => name.length));
const usage = `Usage: npx -y pnpm@12 test:faults [name …] [--quick] [--markdown] [--seed N]
Builds when the sources have changed, lets things go wrong round the built server and says, with figures,
whether it holds. Ends with 1 where something does not.

Names, all of them where none is given:
${Object.entries(faults)
	.map(([name, { says }]) => `  ${name.padEnd(width)}  ${says}`)
	.join('\n')}

  --quick     less of everything
  --markdown  rows of a table
  --seed N    the requests of an earlier \`fuzz\` again`;

await runScript(async () => {
	const { values, positionals } = readOptions(usage, {
		options: {
			quick: { type: 'boolean', default: false },
			markdown: { type: 'boolean', default: false },
			seed: { type: 'string' }
		},
		allowPositionals: true
	});
	const unknown = positionals.find((name) => !Object.hasOwn(faults, name));
	if (unknown !== undefined) throw new UsageError(`There is no fault ${unknown}.\n${usage}`);
	const seed = readSeed(values.seed);

	await buildIfStale();
	if (values.markdown)
		console.log('| fault | what should be so | | figures |\n| --- | --- | --- | --- |');
	let failed = 0;
	for (const [fault, { run }] of Object.entries(faults)) {
		if (positionals.length > 0 && !positionals.includes(fault)) continue;
		for (const finding of await findings(() => run({ quick: values.quick, seed }))) {
			if (!finding.holds) failed += 1;
			console.log(print(fault, finding, values.markdown));
		}
	}
	// What a fault left open, a connection that never ends for example, is not waited for.
	process.exit(failed > 0 ? 1 : 0);
});

function readSeed(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (/^-?\d{1,10}$/.test(text)) return Number(text);
	throw new UsageError(`--seed is "${text}"; expected a number that an earlier run has printed.`);
}

/** What was found; a fault that could not be tried out is one that does not hold. */
async function findings(run: () => Promise<Finding[]>): Promise<Finding[]> {
	try {
		return await run();
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		return [{ name: 'can be tried out', holds: false, detail: reason }];
	}
}

function print(fault: string, { name, holds, detail }: Finding, markdown: boolean): string {
	const verdict = holds ? 'holds' : 'FAILS';
	return markdown
		? `| \`${fault}\` | ${name} | ${verdict} | ${detail.replaceAll('|', '\\|')} |`
		: `${verdict}  ${fault}: ${name} (${detail})`;
}
