import { m } from '@/paraglide/messages';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { getMailOwner } from './get-mail-owner';
import { mailLocale } from './mail-locale';
import { createNotMeLink } from './not-me-link';

/** Tells the owner that the password was changed, and the way back if it was not them. */
export const preparePasswordChangedMail: PrepareMail = async (mail) => {
	const owner = await getMailOwner(mail.subjectId, mail.locale);
	if (!owner) return null;
	const options = mailLocale(mail.locale);
	const when = owner.format(mail.createdAt);
	const notMe = await createNotMeLink(mail, owner.id);
	return {
		subject: m.mail_password_changed_subject({}, options),
		heading: m.mail_password_changed_heading({}, options),
		paragraphs: [
			m.mail_password_changed_text({ email: mail.recipient, when }, options),
			notMe.text
		],
		action: notMe.action
	};
};
