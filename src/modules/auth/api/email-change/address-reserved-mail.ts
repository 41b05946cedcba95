import type { MailContent } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import { mailLocale } from '../mails/mail-locale';

/** For an address that is kept for the account that left it lately: why nothing happened. */
export function addressReservedMail(email: string, locale: string): MailContent {
	const options = mailLocale(locale);
	return {
		subject: m.mail_address_reserved_subject({}, options),
		heading: m.mail_address_reserved_heading({}, options),
		paragraphs: [m.mail_address_reserved_text({ email }, options)],
		note: m.mail_not_you_nothing({}, options)
	};
}
