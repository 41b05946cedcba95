import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import { erasedAt } from '../account/erasure-delay';
import { getMailOwner } from './get-mail-owner';
import { mailLocale } from './mail-locale';
import { createNotMeLink } from './not-me-link';

/** Tells the owner that the account was closed, until when it can be kept, and how. */
export const prepareAccountClosedMail: PrepareMail = async (mail) => {
	const owner = await getMailOwner(mail.subjectId, mail.locale);
	if (!owner?.closedAt) return null;
	const options = mailLocale(mail.locale);
	const when = owner.format(owner.closedAt);
	const erased = owner.format(erasedAt(owner.closedAt));
	const notMe = await createNotMeLink(mail, owner.id);
	return {
		subject: m.mail_account_closed_subject({}, options),
		heading: m.mail_account_closed_heading({}, options),
		paragraphs: [
			m.mail_account_closed_text({ email: mail.recipient, when, erased }, options),
			m.mail_account_closed_keep({}, options),
			notMe.text
		],
		action: notMe.action
	};
};
