/** What one of a thing is, for the table of sizes. */
export interface Figures {
	/** Pages a second, with a session, that one process serves on one core. */
	pagesPerCore: number;
	/** Sign-ins a second, with their hashing, that a core does. */
	signInsPerCore: number;
	/** Sign-ins a second, without hashing, that one database took. */
	signInsPerDatabase: number;
	/** Bytes of a person with a profile, a password and a session. */
	bytesPerPerson: number;
	/** Bytes of an entry in the record of activity. */
	bytesPerEntry: number;
}

/** One finding: the first figure over the second. */
export type BenchResult = {
	name: string;
	ratio: number;
	detail: string;
	/** Where it should be, as `≥ 0.9`. */
	target?: string;
	figures?: Partial<Figures>;
};

export const median = (values: number[]) => quantile(values, 0.5);

/** The value below which `share` of all lie. */
export function quantile(values: number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Two rates of one run, the first over the second. */
export function ratioOfRates(name: string, first: number[], second: number[], unit: string) {
	const [a, b] = [median(first), median(second)];
	return { name, ratio: a / b, detail: `${rounded(a)} of ${rounded(b)} ${unit} a second` };
}

const rounded = (rate: number) => rate.toFixed(rate < 100 ? 1 : 0);

/** The median time of each, in milliseconds, one after the other, after some that do not count. */
export async function inTurns(
	works: (() => Promise<unknown>)[],
	rounds: number
): Promise<number[]> {
	const times: number[][] = works.map(() => []);
	for (let round = -10; round < rounds; round += 1) {
		for (const [index, work] of works.entries()) {
			const began = performance.now();
			await work();
			if (round >= 0) times[index]!.push(performance.now() - began);
		}
	}
	return times.map(median);
}
