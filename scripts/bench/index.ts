/**
 * `pnpm bench`: what the hot paths cost, as ratios within one run on one machine. Figures of two
 * runs or two machines must not be compared; the ratios can be.
 */
import { benchPages } from './pages.ts';

for (const bench of [benchPages]) {
	for (const { name, ratio, detail } of await bench()) {
		console.log(`${name}: ${ratio.toFixed(2)}  (${detail})`);
	}
}
