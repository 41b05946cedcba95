import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import { getMailEvent, getMailOwner } from '../mails/owner-mail';
import { getUser, getUserByEmail } from '../user/user-store';
import { actSentences } from './prepare-helper-acted-mail';

/** Tells those who run the site that one of them did something with the account of another. */
export const prepareAdminActedOnMail: PrepareMail<'admin-acted-on'> = async (mail) => {
	const found = await getMailEvent(mail);
	const reader = await getUserByEmail({ email: mail.recipient });
	const owner = reader && (await getMailOwner(reader.id, mail.locale));
	const sentence = found && actSentences[found.event.type];
	// Who has lost the role meanwhile is not told any more.
	if (!sentence || owner?.role !== 'admin') return null;
	const { event, owner: whose } = found;
	const options = { locale: mail.locale };
	const actor = event.actor && (await getUser({ userId: event.actor }));
	const details = {
		when: owner.format(event.createdAt),
		who: actor ? actor.email : m.admin_operator({}, options),
		email: whose.email,
		what: sentence({}, options)
	};
	return {
		subject: m.mail_admin_acted_on_subject({}, options),
		heading: m.mail_admin_acted_on_heading({}, options),
		paragraphs: [
			m.mail_admin_acted_on_text(details, options),
			m.mail_admin_acted_on_check({}, options)
		]
	};
};
