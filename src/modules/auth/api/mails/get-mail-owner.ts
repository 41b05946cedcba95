import { eq } from 'drizzle-orm';
import { getPreferences } from '$modules/preferences/api/get-preferences';
import { formatDateTime } from '@/format-date-time';
import type { Locale } from '@/paraglide/runtime';
import { db } from '@/server/db/client';
import { users } from '../../models/z.user';

/**
 * The account that a mail is about, and how its owner reads a date; `null` where it is gone.
 * @param locale of the mail.
 */
export async function getMailOwner(userId: string, locale: Locale) {
	const user = await db
		.select({ id: users.id, email: users.email, closedAt: users.closedAt })
		.from(users)
		.where(eq(users.id, userId))
		.get();
	if (!user) return null;
	const { timezone } = await getPreferences({ userId });
	return { ...user, format: (date: Date) => formatDateTime(date, { locale, timezone }).exact };
}
