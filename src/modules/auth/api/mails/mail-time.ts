/** When something happened, for a mail: in its reader's language, in UTC, and saying so. */
export function mailTime(time: Date, locale: string): string {
	const format = new Intl.DateTimeFormat(locale, {
		dateStyle: 'long',
		timeStyle: 'short',
		timeZone: 'UTC'
	});
	return `${format.format(time)} UTC`;
}
