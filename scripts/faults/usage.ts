import { faults } from './faults.ts';

const width = Math.max(...Object.keys(faults).map((name) => name.length));
/** What `--help` prints. */
export const usage = `Usage: pnpm test:faults [name …] [--quick] [--markdown] [--seed N]

Lets things go wrong round the built server (build it first) and says, with figures, whether it holds.
Ends with 1 where something does not.

Names, all of them where none is given:
${Object.entries(faults)
	.map(([name, { says }]) => `  ${name.padEnd(width)}  ${says}`)
	.join('\n')}

  --quick     less of everything
  --markdown  rows of a table
  --seed N    the requests of an earlier \`fuzz\` again`;
