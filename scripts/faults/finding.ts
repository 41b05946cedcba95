/** What came of one fault. */
export interface Finding {
	/** What should be so, in a few words. */
	name: string;
	holds: boolean;
	/** The figures behind it. */
	detail: string;
}

export interface FaultOptions {
	/** Less of everything. */
	quick: boolean;
	/** Where the fuzzer begins; by default somewhere. */
	seed?: number | undefined;
}

/** The middle and the largest of some times, as text. */
export function medianAndMax(times: number[], unit = 's'): string {
	const sorted = times.toSorted((a, b) => a - b);
	const [middle, max] = [sorted[Math.floor(sorted.length / 2)] ?? NaN, sorted.at(-1) ?? NaN];
	const places = unit === 's' ? 2 : 0;
	return `median ${middle.toFixed(places)} ${unit}, at most ${max.toFixed(places)} ${unit}`;
}

/** How often each answer came, as `303 ×40, 503 ×2`. */
export function countAnswers(answers: (number | string)[]): string {
	const counts = new Map<number | string, number>();
	for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
	return [...counts].map(([answer, count]) => `${answer} ×${count}`).join(', ');
}
