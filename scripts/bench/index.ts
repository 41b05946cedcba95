/**
 * `pnpm bench`: what the hot paths cost, as ratios within one run on one machine. Figures of two
 * runs or two machines must not be compared; the ratios can be.
 */
import { parseArgs } from 'node:util';
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

const { values, positionals } = parseArgs({
	options: {
		help: { type: 'boolean', default: false },
		quick: { type: 'boolean', default: false },
		full: { type: 'boolean', default: false },
		markdown: { type: 'boolean', default: false }
	},
	allowPositionals: true
});
const { quick, full, markdown } = values;
const benches = {
	pages: () => benchPages(),
	'sign-ins': () => benchSignIns(quick),
	passkeys: () => benchPasskeys(quick),
	factors: async () => [...(await benchSecondSteps(quick)), ...(await benchFactorSessions(quick))],
	storm: () => benchStorm(quick),
	server: () => benchRemote(quick),
	restarts: () => benchRestarts(quick),
	people: () => benchPeople({ quick, full }),
	'people-list': () => benchPeopleList(quick),
	weight: () => benchWeight(),
	activity: () => benchActivity(quick),
	chain: () => benchChain(quick),
	tamper: () => benchTamper(),
	flood: () => benchFlood(quick)
};
/** What the table of sizes is computed from. */
const sizing = ['pages', 'sign-ins', 'server', 'people'];
const asked = new Set(positionals.flatMap((name) => (name === 'sizing' ? sizing : [name])));
const usage = `pnpm bench [name …]: measures the built server, as ratios within one run.

Names, all of them where none is given:
  ${Object.keys(benches).join(' ')}
  sizing: ${sizing.join(' ')}, and the table of sizes that follows from them

  --quick     less data and time
  --full      a million people
  --markdown  rows of a table`;
if (values.help) {
	console.log(usage);
	process.exit();
}
const unknown = [...asked].find((name) => !(name in benches));
if (unknown !== undefined) throw new Error(`There is no bench ${unknown}.`);

const print = ({ name, ratio, detail, target }: BenchResult) =>
	markdown
		? `| ${name} | ${ratio.toFixed(2)} | ${target ?? ''} | ${detail} |`
		: `${name}: ${ratio.toFixed(2)}  (${[target, detail].filter(Boolean).join('; ')})`;

const figures: Partial<Figures> = {};
if (markdown) console.log('| | ratio | target | |\n| --- | --- | --- | --- |');
for (const [bench, run] of Object.entries(benches)) {
	if (asked.size > 0 && !asked.has(bench)) continue;
	for (const result of await run()) {
		console.log(print(result));
		Object.assign(figures, result.figures);
	}
}
if (sizing.every((name) => asked.size === 0 || asked.has(name))) {
	console.log(`\n${sizingTable(figures as Figures)}`);
}
