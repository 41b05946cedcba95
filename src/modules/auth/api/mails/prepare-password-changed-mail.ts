import { m } from '@/paraglide/messages';
import { env } from '@/server/env';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { mailLocale } from './mail-locale';
import { mailTime } from './mail-time';

/** Tells the owner that the password was changed, and the way back if it was not them. */
export const preparePasswordChangedMail: PrepareMail = async (mail) => {
	const options = mailLocale(mail.locale);
	const when = mailTime(mail.createdAt, mail.locale);
	return {
		subject: m.mail_password_changed_subject({}, options),
		heading: m.mail_password_changed_heading({}, options),
		paragraphs: [
			m.mail_password_changed_text({ email: mail.recipient, when }, options),
			m.mail_password_changed_not_you({}, options)
		],
		action: {
			label: m.mail_password_changed_action({}, options),
			url: `${env().ORIGIN}/forgot-password`
		}
	};
};
