const HOUR = 60 * 60 * 1000;

/**
 * When a day begins in a zone.
 * @param text as a field for dates has it, `2026-11-30`. @param days later than that.
 * @returns `null` for what is no day.
 */
export function startOfDay(text: string | null, timezone: string, days = 0): Date | null {
	const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text ?? '') ?? [];
	const begins = Date.UTC(Number(year), Number(month) - 1, Number(day));
	// A day that no month has would be one of the next.
	if (!year || new Date(begins).toISOString().slice(0, 10) !== text) return null;
	const midnight = begins + days * 24 * HOUR;
	// Clocks may change about then: of what midnight is by the one before and the one after, the first
	// that is that day already.
	const moments = [-24, 24]
		.map((hours) => midnight - distanceAt(midnight + hours * HOUR, timezone))
		.sort((a, b) => a - b);
	const isThatDay = (time: number) => time + distanceAt(time, timezone) >= midnight;
	return new Date(moments.find(isThatDay) ?? Math.max(...moments));
}

/** Milliseconds by which a zone's clock is ahead of UTC at a moment. */
function distanceAt(time: number, timezone: string): number {
	const numbers = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
	const clock = { hour: 'numeric', minute: 'numeric', hourCycle: 'h23' } as const;
	const parts = new Intl.DateTimeFormat('en', { timeZone: timezone, ...numbers, ...clock })
		.formatToParts(time)
		.map(({ type, value }) => [type, Number(value)] as const);
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = Object.fromEntries(parts);
	return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(time / 60_000) * 60_000;
}
