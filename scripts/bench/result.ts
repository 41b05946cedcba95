/** One finding: the first figure over the second. */
export type BenchResult = { name: string; ratio: number; detail: string };

export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
