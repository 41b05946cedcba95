import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { hasProviders } from '$modules/oauth/api/get-provider';
import { m } from '@/paraglide/messages';
import { createNotMeMail } from '../../mails/create-not-me-mail';
import { getMailEvent } from '../../mails/owner-mail';
import { whatCameWithIt } from '../second-step/what-came-with-it';

const sentences = {
	'totp-added': [m.mail_totp_added_subject, m.mail_totp_added_heading, m.mail_totp_added_text],
	'totp-moved': [m.mail_totp_moved_subject, m.mail_totp_moved_heading, m.mail_totp_moved_text],
	'totp-removed': [
		m.mail_totp_removed_subject,
		m.mail_totp_removed_heading,
		m.mail_totp_removed_text
	]
} as const;

/** What is said instead where the code comes after a password alone. */
const afterPassword: Partial<Record<keyof typeof sentences, typeof m.mail_totp_added_text>> = {
	'totp-added': m.mail_totp_added_text_no_provider
};

/**
 * Tells the owner that an app for codes was added, took the place of another or was removed, and the
 * way back if it was not them. One that was added has ended the other sessions.
 */
const prepare =
	(what: keyof typeof sentences): PrepareMail<keyof typeof sentences> =>
	async (mail) => {
		const found = await getMailEvent(mail);
		if (!found) return null;
		const { event, owner } = found;
		const options = { locale: mail.locale };
		const [subject, heading, afterAny] = sentences[what];
		const text = (!hasProviders() && afterPassword[what]) || afterAny;
		const when = owner.format(event.createdAt);
		const came = await whatCameWithIt(event, mail.locale);
		const ended = what === 'totp-added' && came.length === 0;
		const more = ended ? [m.mail_totp_added_ends_text({}, options)] : came;
		return createNotMeMail(mail, owner, {
			subject: subject({}, options),
			heading: heading({}, options),
			paragraphs: [text({ email: mail.recipient, when }, options), ...more]
		});
	};

export const prepareTotpAddedMail = prepare('totp-added');
export const prepareTotpMovedMail = prepare('totp-moved');
export const prepareTotpRemovedMail = prepare('totp-removed');
