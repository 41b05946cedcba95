import { lifetimes } from './lifetimes.ts';

const units = [
	['day', 24 * 60 * 60 * 1000],
	['hour', 60 * 60 * 1000],
	['minute', 60 * 1000]
] as const;

/** Milliseconds in the largest unit of which they are a whole number, for documents: "90 days", "1 hour". */
export function spanInWords(milliseconds: number): string {
	const [name, size] = units.find(([, unit]) => milliseconds % unit === 0) ?? units[2];
	const amount = milliseconds / size;
	return `${amount} ${name}${amount === 1 ? '' : 's'}`;
}

/** How long things last, as documents say it: "90 days". */
export const last = Object.fromEntries(
	Object.entries(lifetimes).map(([name, milliseconds]) => [name, spanInWords(milliseconds)])
) as Record<keyof typeof lifetimes, string>;
