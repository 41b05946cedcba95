import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import { erasedAt } from './get-closed-account';
import { createNotMeMail } from '../mails/create-not-me-mail';
import { getWarnedOwner } from '../mails/owner-mail';

/** Tells the owner that the account was closed, until when it can be kept, and how. */
export const prepareAccountClosedMail: PrepareMail<'account-closed'> = async (mail) => {
	const owner = await getWarnedOwner(mail);
	if (!owner?.closedAt) return null;
	const options = { locale: mail.locale };
	const when = owner.format(owner.closedAt);
	const erased = owner.format(erasedAt(owner.closedAt));
	return createNotMeMail(mail, owner, {
		subject: m.mail_account_closed_subject({}, options),
		heading: m.mail_account_closed_heading({}, options),
		paragraphs: [
			m.mail_account_closed_text({ email: mail.recipient, when, erased }, options),
			owner.suspendedAt
				? m.mail_account_closed_suspended({}, options)
				: m.mail_account_closed_keep({}, options)
		]
	});
};
