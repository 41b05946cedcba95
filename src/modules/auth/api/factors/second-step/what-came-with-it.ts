import { hasEventAt } from '$modules/activity/api/event-store';
import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';

/**
 * What a mail on a new second factor says of the account's first one: recovery codes were made, and
 * other devices signed out. What is written in one transaction has one time.
 * @returns paragraphs; none where it was not the first.
 */
export async function whatCameWithIt(
	{ userId, createdAt }: { userId: string; createdAt: Date },
	locale: Locale
): Promise<string[]> {
	const isFirst = await hasEventAt({ userId, type: 'recovery-codes-made', createdAt });
	return isFirst ? [m.mail_second_step_began_text({}, { locale })] : [];
}
