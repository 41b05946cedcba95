import { m } from '@/paraglide/messages';
import { env } from '@/server/env';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { getProvider } from '../oauth/get-provider';
import { mailLocale } from './mail-locale';
import { mailTime } from './mail-time';

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

/** Tells the owner that a provider was connected or disconnected, and what to do if it was not them. */
const prepare =
	(what: keyof typeof sentences): PrepareMail =>
	async (mail) => {
		const options = mailLocale(mail.locale);
		const id = mail.subjectId ?? '';
		const provider = getProvider(id)?.name ?? id;
		const [subject, heading, text] = sentences[what];
		const when = mailTime(mail.createdAt, mail.locale);
		return {
			subject: subject({ provider }, options),
			heading: heading({ provider }, options),
			paragraphs: [
				text({ provider, email: mail.recipient, when }, options),
				m.mail_connection_not_you({}, options)
			],
			action: {
				label: m.mail_connection_action({}, options),
				url: `${env().ORIGIN}/settings/connections`
			}
		};
	};

export const prepareConnectionAddedMail = prepare('added');
export const prepareConnectionRemovedMail = prepare('removed');
