/** How long an entry is kept, in milliseconds: a year. */
const eventLifetime = 365 * 24 * 60 * 60 * 1000;

/** Entries older than this are neither shown nor kept. */
export function keptSince(now: Date): Date {
	return new Date(now.getTime() - eventLifetime);
}
