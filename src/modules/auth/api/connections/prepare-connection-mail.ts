import { m } from '@/paraglide/messages';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { getProvider } from '$modules/oauth/api/get-provider';
import { createNotMeMail } from '../mails/create-not-me-mail';
import { getMailOwner } from '../mails/get-mail-owner';
import { mailLocale } from '../mails/mail-locale';

const sentences = {
	added: [
		m.mail_connection_added_subject,
		m.mail_connection_added_heading,
		m.mail_connection_added_text
	],
	removed: [
		m.mail_connection_removed_subject,
		m.mail_connection_removed_heading,
		m.mail_connection_removed_text
	]
} as const;

/**
 * Tells the owner that a provider was connected or disconnected, and the way back if it was not
 * them. The subject is the account's id and the provider's.
 */
const prepare =
	(what: keyof typeof sentences): PrepareMail =>
	async (mail) => {
		const options = mailLocale(mail.locale);
		const [userId = '', id = ''] = (mail.subjectId ?? '').split(' ');
		const owner = await getMailOwner(userId, mail.locale);
		if (!owner) return null;
		const provider = getProvider(id)?.name ?? id;
		const [subject, heading, text] = sentences[what];
		const when = owner.format(mail.createdAt);
		return createNotMeMail(mail, owner.id, {
			subject: subject({ provider }, options),
			heading: heading({ provider }, options),
			paragraphs: [text({ provider, email: mail.recipient, when }, options)]
		});
	};

export const prepareConnectionAddedMail = prepare('added');
export const prepareConnectionRemovedMail = prepare('removed');
