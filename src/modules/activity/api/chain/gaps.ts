import { mergeRanges, outsideOf, type Range } from './ranges';
import { iterateRemovals } from './read-record';
import { whatItExplains } from './what-it-explains';

/** Numbers without an entry, with links or without. */
export type Gap = { from: number; to: number; isLinked: boolean };

/** Collects what is missing from the record, and finds out what of it went as it should. */
export function createGaps(key: Buffer) {
	const gaps: Gap[] = [];
	return {
		add(gap: Gap): void {
			const last = gaps.at(-1);
			if (last?.isLinked === gap.isLinked && last.to + 1 === gap.from) last.to = gap.to;
			else gaps.push({ ...gap });
		},
		/**
		 * To be asked at the end: what goes meanwhile is told of before it does.
		 * @returns what nothing explains, and how many went as they should.
		 */
		async explain(): Promise<{ missing: Range[]; gone: number }> {
			const told = await readTold(key);
			const missing = gaps.flatMap(({ from, to, isLinked }) =>
				outsideOf(isLinked ? told.linked : told.all, [from, to])
			);
			return { missing: mergeRanges(missing), gone: sizeOf(gaps.map(rangeOf)) - sizeOf(missing) };
		}
	};
}

/** What may be missing. Before the chain began there were no links: what has one is not told of by that. */
async function readTold(key: Buffer): Promise<{ linked: Range[]; all: Range[] }> {
	const linked: Range[] = [];
	const before: Range[] = [];
	for await (const entry of iterateRemovals()) {
		(entry.type === 'record-begun' ? before : linked).push(...whatItExplains(key, entry));
	}
	return { linked: mergeRanges(linked), all: mergeRanges([...linked, ...before]) };
}

const rangeOf = ({ from, to }: Gap): Range => [from, to];
const sizeOf = (ranges: Range[]) => ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
