/**
 * What a page tells of the mails of a pending sign-up, in words that need no time zone.
 * @returns `askedAgo`: when the last one that goes out was asked for, or `null` where none was;
 * `heldMinutes`: minutes until one can go out again, where the last one asked for met a limit.
 */
export function signUpMailNews(
	mail: { mailAskedAt: Date | null; mailHeldUntil?: Date | null },
	locale: string
): { askedAgo: string | null; heldMinutes: number | null } {
	const now = new Date();
	const { mailAskedAt, mailHeldUntil } = mail;
	const heldMs = mailHeldUntil ? mailHeldUntil.getTime() - now.getTime() : 0;
	return {
		askedAgo: mailAskedAt && minutesAgo(mailAskedAt, { locale, now }),
		heldMinutes: heldMs > 0 ? Math.ceil(heldMs / 60_000) : null
	};
}

/** A time of the last hours in words that fit into a sentence and need no zone: "3 minutes ago". */
function minutesAgo(date: Date, { locale, now }: { locale: string; now: Date }): string {
	const minutes = Math.max(1, Math.round((now.getTime() - date.getTime()) / 60_000));
	return new Intl.RelativeTimeFormat(locale).format(-minutes, 'minute');
}
