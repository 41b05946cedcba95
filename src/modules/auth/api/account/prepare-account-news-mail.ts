import { m } from '@/paraglide/messages';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { createNotMeMail } from '../mails/create-not-me-mail';
import { getMailOwner } from '../mails/get-mail-owner';

const sentences = {
	'password-changed': [
		m.mail_password_changed_subject,
		m.mail_password_changed_heading,
		m.mail_password_changed_text
	],
	'account-reopened': [
		m.mail_account_reopened_subject,
		m.mail_account_reopened_heading,
		m.mail_account_reopened_text
	]
} as const;

/** Tells the owner what happened to their account and when, and the way back if it was not them. */
const prepare =
	(what: keyof typeof sentences): PrepareMail<keyof typeof sentences> =>
	async (mail) => {
		const owner = await getMailOwner(mail.userId, mail.locale);
		if (!owner) return null;
		const options = { locale: mail.locale };
		const [subject, heading, text] = sentences[what];
		const when = owner.format(mail.createdAt);
		return createNotMeMail(mail, owner.id, {
			subject: subject({}, options),
			heading: heading({}, options),
			paragraphs: [text({ email: mail.recipient, when }, options)]
		});
	};

export const preparePasswordChangedMail = prepare('password-changed');
export const prepareAccountReopenedMail = prepare('account-reopened');
