import { UsageError } from './run-script.ts';

const LIMIT_MAX = 1_000;

/** How many items a page has, of `--limit`. @throws UsageError */
export function readLimit(typed: string | undefined): { limit?: number } {
	if (typed === undefined) return {};
	const limit = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
	if (limit >= 1 && limit <= LIMIT_MAX) return { limit };
	throw new UsageError(`--limit is a number from 1 to ${LIMIT_MAX}.`);
}

/**
 * Where a page begins, of `--after`: the place that the page before it said.
 * @throws UsageError
 */
export function readPlace<Place>(
	typed: string | undefined,
	parse: (text: string) => Place | null
): Place | null {
	if (typed === undefined) return null;
	const place = parse(typed);
	if (place !== null) return place;
	throw new UsageError('--after is the place that the page before said.');
}

/** What stands below the table of a page that is not the last. */
export const moreAfter = (place: string | null): string =>
	place === null ? '' : `\n\nThere are more: --after ${place}`;
