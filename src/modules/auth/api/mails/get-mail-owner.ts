import { getPreferences } from '$modules/preferences/api/get-preferences';
import { formatDateTime } from '@/format-date-time';
import type { Locale } from '@/paraglide/runtime';
import { getUser } from '../user/user-store';

/**
 * The account that a mail is about, and how its owner reads a date; `null` where it is gone.
 * @param locale of the mail.
 */
export async function getMailOwner(userId: string, locale: Locale) {
	const user = await getUser({ userId });
	if (!user) return null;
	const { timezone } = await getPreferences({ userId });
	return { ...user, format: (date: Date) => formatDateTime(date, { locale, timezone }).exact };
}
