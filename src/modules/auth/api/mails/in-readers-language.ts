import type { MailTemplate } from '$modules/mail/api/outbox/create-mail';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { getPreferences } from '$modules/preferences/api/preferences-store';
import { isLocale, type Locale } from '@/paraglide/runtime';
import { getUserByEmail } from '../user/user-store';

/**
 * Makes a mail that a stranger may have asked for speak its reader's language: that which the owner
 * of the address chose, and only without one that of the request. Looked up when the mail is sent,
 * as a request must not know whether there is an owner.
 */
export function inReadersLanguage<T extends MailTemplate>(prepare: PrepareMail<T>): PrepareMail<T> {
	return async (mail) => {
		const locale = (await chosenLocale(mail.recipient)) ?? mail.locale;
		const content = await prepare({ ...mail, locale });
		return content && { ...content, locale };
	};
}

async function chosenLocale(email: string): Promise<Locale | null> {
	const owner = await getUserByEmail({ email });
	if (!owner) return null;
	const { locale } = await getPreferences({ userId: owner.id });
	return isLocale(locale) ? locale : null;
}
