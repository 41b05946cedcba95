import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { hasProviders } from '$modules/oauth/api/get-provider';
import { browserName } from '@/browser-name';
import { m } from '@/paraglide/messages';
import { describeUserAgent } from '@/server/describe-user-agent';
import { createNotMeMail } from '../../mails/create-not-me-mail';
import { getMailEvent } from '../../mails/owner-mail';

/** Tells the owner that a browser came with an old copy of a trusted one's token. */
export const prepareDeviceRefusedMail: PrepareMail<'device-refused'> = async (mail) => {
	const found = await getMailEvent(mail);
	if (!found) return null;
	const { event, owner } = found;
	const options = { locale: mail.locale };
	const device = browserName(describeUserAgent(event.userAgent), options);
	const when = owner.format(event.createdAt);
	const text = hasProviders() ? m.mail_device_refused_text : m.mail_device_refused_text_no_provider;
	return createNotMeMail(mail, owner, {
		subject: m.mail_device_refused_subject({}, options),
		heading: m.mail_device_refused_heading({}, options),
		paragraphs: [
			text({ email: mail.recipient, when, device }, options),
			m.mail_device_refused_why({}, options)
		]
	});
};
