export const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** How often one of `a` is larger than one of `b`: 0.5 where a single time tells nothing. */
export function shareAbove(a: number[], b: number[]): number {
	const wins = a.flatMap((x) => b.map((y) => (x > y ? 1 : x === y ? 0.5 : 0)));
	return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
}
