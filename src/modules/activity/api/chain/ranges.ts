/** Numbers of entries, the first and the last of those that follow each other. */
export type Range = readonly [from: number, to: number];

/** The same numbers in order, each once, in as few ranges as they can be said in. */
export function mergeRanges(ranges: Iterable<Range>): Range[] {
	const merged: [number, number][] = [];
	for (const [from, to] of [...ranges].sort(([one], [other]) => one - other)) {
		const last = merged.at(-1);
		if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
		else merged.push([from, to]);
	}
	return merged;
}

/** As it stands in an entry: `3-17,20`. */
export const formatRanges = (ranges: Iterable<Range>): string =>
	mergeRanges(ranges)
		.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`))
		.join();

/** What {@link formatRanges} made. */
export const parseRanges = (text: string): Range[] =>
	text
		.split(',')
		.filter(Boolean)
		.map((range) => {
			const [from = NaN, to = from] = range.split('-').map(Number);
			return [from, to];
		});

/** What of a range is in none of others, which are merged. */
export function outsideOf(merged: readonly Range[], [from, to]: Range): Range[] {
	const outside: Range[] = [];
	let next = from;
	for (let index = firstThatEndsAt(merged, from); next <= to; index += 1) {
		const [start, end] = merged[index] ?? [Infinity, Infinity];
		if (start > next) outside.push([next, Math.min(to, start - 1)]);
		next = Math.max(next, end + 1);
	}
	return outside;
}

/** Where the first range is that ends at a number or behind it, by halving. */
function firstThatEndsAt(merged: readonly Range[], number: number): number {
	let [low, high] = [0, merged.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (merged[middle]![1] < number) low = middle + 1;
		else high = middle;
	}
	return low;
}
