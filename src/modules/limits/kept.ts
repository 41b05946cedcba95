import type { Kept } from '../../lib/feature/feature.ts';
import { limits } from './api/limits.ts';
import { spanInWords } from './api/lifetimes-in-words.ts';

const longest = limits['second-step-row'].duration * 1000;
const windows = Object.entries(limits)
	.filter(([name]) => name !== 'second-step-row')
	.map(([, { duration }]) => duration * 1000);

/** How long what this module keeps lives (docs/operations.md). */
export const limitsKept: readonly Kept[] = [
	{
		what: 'Counters of limits, under keyed hashes',
		tables: ['rate_limits'],
		ends: 'by time',
		until: `their window, ${spanInWords(Math.min(...windows))} to ${spanInWords(Math.max(...windows))}; wrong codes in a row until a right one, or ${spanInWords(longest)}`
	},
	{
		what: 'How many mails went out and were asked for on the whole site, in slots of five minutes',
		tables: ['slot_counts'],
		ends: 'by time',
		until: 'a day and five minutes; they are nobody’s'
	}
];
