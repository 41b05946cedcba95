/** A time of the last hours in words that fit into a sentence and need no zone: "3 minutes ago". */
export function minutesAgo(date: Date, { locale, now }: { locale: string; now: Date }): string {
	const minutes = Math.max(1, Math.round((now.getTime() - date.getTime()) / 60_000));
	return new Intl.RelativeTimeFormat(locale).format(-minutes, 'minute');
}
