const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const delays = [10 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE];

/**
 * Milliseconds to wait after the `failures`-th failure (1 is the first): from 10 seconds up to an
 * hour, 20 % more or less, so that mails that failed together do not come back together.
 */
export function retryDelay(failures: number, random = Math.random()): number {
	const delay = delays[Math.min(failures, delays.length) - 1] ?? 10 * SECOND;
	return Math.round(delay * (0.8 + 0.4 * random));
}
