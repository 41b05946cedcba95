/**
 * `pnpm bench`: what the hot paths cost, as ratios within one run on one machine. Figures of two
 * runs or two machines must not be compared; the ratios can be.
 */
import { buildIfStale } from '../lib/build.ts';
import { readOptions } from '../lib/read-options.ts';
import { runScript, UsageError } from '../lib/run-script.ts';
import { benchActivity } from './activity.ts';
import { benchChain } from './chain.ts';
import { benchFactorSessions } from './factor-sessions.ts';
import { benchFlood } from './flood.ts';
import { benchPeople } from './many-people.ts';
import { benchPages } from './pages.ts';
import { benchPasskeys } from './passkeys.ts';
import { benchPeopleList } from './people-list.ts';
import { benchRemote } from './remote.ts';
import { benchRestarts } from './restarts.ts';
import type { BenchResult, Figures } from './result.ts';
import { benchSecondSteps } from './second-steps.ts';
import { benchSignIns } from './sign-ins.ts';
import { sizingTable } from './sizing.ts';
import { benchStorm } from './storm.ts';
import { benchTamper } from './tamper.ts';
import { benchWeight } from './weight.ts';

interface Options {
	quick: boolean;
	full: boolean;
}

const benches: Record<string, (options: Options) => Promise<BenchResult[]> | BenchResult[]> = {
	pages: () => benchPages(),
	'sign-ins': ({ quick }) => benchSignIns(quick),
	passkeys: ({ quick }) => benchPasskeys(quick),
	factors: async ({ quick }) => [
		...(await benchSecondSteps(quick)),
		...(await benchFactorSessions(quick))
	],
	storm: ({ quick }) => benchStorm(quick),
	server: ({ quick }) => benchRemote(quick),
	restarts: ({ quick }) => benchRestarts(quick),
	people: (options) => benchPeople(options),
	'people-list': ({ quick }) => benchPeopleList(quick),
	weight: () => benchWeight(),
	activity: ({ quick }) => benchActivity(quick),
	chain: ({ quick }) => benchChain(quick),
	tamper: () => benchTamper(),
	flood: ({ quick }) => benchFlood(quick)
};
/** What the table of sizes is computed from. */
const sizing = ['pages', 'sign-ins', 'server', 'people'];
const usage = `Usage: npx -y pnpm@12 bench [name …] [--quick] [--full] [--markdown]
Measures the built server, as ratios within one run.

Names, all of them where none is given:
  ${Object.keys(benches).join(' ')}
  sizing: ${sizing.join(' ')}, and the table of sizes that follows from them

  --quick     less data and time
  --full      a million people
  --markdown  rows of a table`;

const print = ({ name, ratio, detail, target }: BenchResult, markdown: boolean) =>
	markdown
		? `| ${name} | ${ratio.toFixed(2)} | ${target ?? ''} | ${detail} |`
		: `${name}: ${ratio.toFixed(2)}  (${[target, detail].filter(Boolean).join('; ')})`;

await runScript(async () => {
	const { values, positionals } = readOptions(usage, {
		options: {
			quick: { type: 'boolean', default: false },
			full: { type: 'boolean', default: false },
			markdown: { type: 'boolean', default: false }
		},
		allowPositionals: true
	});
	const { quick, full, markdown } = values;
	const asked = new Set(positionals.flatMap((name) => (name === 'sizing' ? sizing : [name])));
	const unknown = [...asked].find((name) => !Object.hasOwn(benches, name));
	if (unknown !== undefined) throw new UsageError(`There is no bench ${unknown}.\n\n${usage}`);

	await buildIfStale();
	const figures: Partial<Figures> = {};
	if (markdown) console.log('| | ratio | target | |\n| --- | --- | --- | --- |');
	for (const [bench, run] of Object.entries(benches)) {
		if (asked.size > 0 && !asked.has(bench)) continue;
		for (const result of await run({ quick, full })) {
			console.log(print(result, markdown));
			Object.assign(figures, result.figures);
		}
	}
	if (sizing.every((name) => asked.size === 0 || asked.has(name))) {
		console.log(`\n${sizingTable(figures as Figures)}`);
	}
});
