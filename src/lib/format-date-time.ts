/** Who reads it. Without a zone of their own, people read UTC. */
export interface DateTimeReader {
	locale: string;
	timezone?: string | null | undefined;
}

/** `short` says today and yesterday; `exact` has everything, the zone included. */
export interface DateTimeText {
	short: string;
	exact: string;
}

/** Dates in English are those that most of its readers write: 22 Nov 2026, 14:02. */
const tag = (locale: string) => (locale === 'en' ? 'en-GB' : locale);

/** A moment in a person's language and zone. */
export function formatDateTime(
	date: Date,
	reader: DateTimeReader,
	now: Date = new Date()
): DateTimeText {
	const { time, day, dayOfYear, exact, calendar, relative } = formatsFor(reader);
	const daysAgo = calendarDay(calendar, now) - calendarDay(calendar, date);
	if (daysAgo === 0 || daysAgo === 1) {
		const short = `${relative.format(-daysAgo, 'day')} ${time.format(date)}`;
		return { short, exact: exact.format(date) };
	}
	const sameYear = calendar.format(date).slice(0, 4) === calendar.format(now).slice(0, 4);
	return { short: (sameYear ? dayOfYear : day).format(date), exact: exact.format(date) };
}

/** A number for each day of the calendar in the formatter's zone, one more than the day before. */
function calendarDay(calendar: Intl.DateTimeFormat, date: Date): number {
	return Date.parse(calendar.format(date)) / (24 * 60 * 60 * 1000);
}

function createFormats(locale: string, timeZone: string) {
	const format = (options: Intl.DateTimeFormatOptions, tag = locale) =>
		new Intl.DateTimeFormat(tag, { timeZone, ...options });
	const clock = { hour: '2-digit', minute: '2-digit' } as const;
	const monthDay = { day: 'numeric', month: 'short' } as const;
	return {
		time: format(clock),
		dayOfYear: format({ ...monthDay, ...clock }),
		day: format({ ...monthDay, year: 'numeric', ...clock }),
		exact: format({ dateStyle: 'long', timeStyle: 'long' }),
		// Swedish dates are ISO 8601.
		calendar: format({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv-SE'),
		relative: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
	};
}

/** Formatters cost a hundred times what formatting does. */
const kept = new Map<string, ReturnType<typeof createFormats>>();
const KEPT_MAX = 64;

function formatsFor({ locale, timezone }: DateTimeReader): ReturnType<typeof createFormats> {
	const key = `${locale} ${timezone}`;
	let formats = kept.get(key);
	if (!formats) {
		if (kept.size >= KEPT_MAX) kept.clear();
		formats = createFormats(tag(locale), isTimezone(timezone) ? timezone : 'UTC');
		kept.set(key, formats);
	}
	return formats;
}

/** Whether this machine's time zone database has the name: browsers and servers differ. */
export function isTimezone(name: unknown): name is string {
	if (typeof name !== 'string' || name === '') return false;
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}
