import { lifetimes } from './lifetimes.ts';
import { spanInWords } from './span-in-words.ts';

/** How long things last, as documents say it: "90 days". */
export const last = Object.fromEntries(
	Object.entries(lifetimes).map(([name, milliseconds]) => [name, spanInWords(milliseconds)])
) as Record<keyof typeof lifetimes, string>;
