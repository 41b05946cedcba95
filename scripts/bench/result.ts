/** One finding: the first figure over the second. */
export type BenchResult = { name: string; ratio: number; detail: string };

export const median = (values: number[]): number => percentile(values, 50);

/** The value that so many of a hundred do not exceed. */
export function percentile(values: number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor((sorted.length * share) / 100)] ?? NaN;
}
