import { m } from '@/paraglide/messages';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { providerName } from '$modules/oauth/api/get-provider';
import { createNotMeMail } from '../mails/create-not-me-mail';
import { getMailEvent } from '../mails/owner-mail';

const sentences = {
	'account-created': [
		m.mail_account_created_subject,
		m.mail_account_created_heading,
		m.mail_account_created_text
	],
	'connection-added': [
		m.mail_connection_added_subject,
		m.mail_connection_added_heading,
		m.mail_connection_added_text
	],
	'connection-removed': [
		m.mail_connection_removed_subject,
		m.mail_connection_removed_heading,
		m.mail_connection_removed_text
	]
} as const;

/**
 * Tells the owner that a provider made their account, was connected or disconnected, and the way
 * back if it was not them: who, which and when stand in the record.
 */
const prepare =
	(what: keyof typeof sentences): PrepareMail<keyof typeof sentences> =>
	async (mail) => {
		const found = await getMailEvent(mail);
		if (!found) return null;
		const { event, owner } = found;
		const options = { locale: mail.locale };
		const id = event.method ?? '';
		const provider = providerName(id);
		const [subject, heading, text] = sentences[what];
		const when = owner.format(event.createdAt);
		return createNotMeMail(mail, owner, {
			subject: subject({ provider }, options),
			heading: heading({ provider }, options),
			paragraphs: [text({ provider, email: mail.recipient, when }, options)]
		});
	};

export const prepareAccountCreatedMail = prepare('account-created');
export const prepareConnectionAddedMail = prepare('connection-added');
export const prepareConnectionRemovedMail = prepare('connection-removed');
