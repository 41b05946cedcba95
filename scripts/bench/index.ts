/**
 * `pnpm bench`: what the hot paths cost, as ratios within one run on one machine. Figures of two
 * runs or two machines must not be compared; the ratios can be. `--quick` takes less data, and a
 * name runs that bench alone.
 */
import { parseArgs } from 'node:util';
import { benchActivity } from './activity.ts';
import { benchPages } from './pages.ts';
import { benchStorm } from './storm.ts';
import { benchWeight } from './weight.ts';

const { values, positionals } = parseArgs({
	options: { quick: { type: 'boolean', default: false } },
	allowPositionals: true
});
const benches = {
	pages: () => benchPages(),
	storm: () => benchStorm(),
	weight: () => benchWeight(),
	activity: () => benchActivity(values.quick)
};

for (const [bench, run] of Object.entries(benches)) {
	if (positionals.length > 0 && !positionals.includes(bench)) continue;
	for (const { name, ratio, detail } of await run()) {
		console.log(`${name}: ${ratio.toFixed(2)}  (${detail})`);
	}
}
