import { methodName } from '$modules/activity/components/method-name';
import { getProvider } from '$modules/oauth/api/get-provider';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { browserName } from '@/browser-name';
import { m } from '@/paraglide/messages';
import { describeUserAgent } from '@/server/describe-user-agent';
import { createNotMeMail } from '../mails/create-not-me-mail';
import { getMailEvent } from '../mails/owner-mail';

/** Tells the owner of a sign-in on a browser that the account had never seen. */
export const prepareNewSignInMail: PrepareMail<'new-sign-in'> = async (mail) => {
	const found = await getMailEvent(mail);
	if (!found) return null;
	const { event, owner } = found;
	const options = { locale: mail.locale };
	const device = browserName(describeUserAgent(event.userAgent), options);
	const { method, passkey } = event;
	const nameOf = (one: string) => getProvider(one)?.name;
	const how = methodName(method ?? '', { ...options, passkey, nameOf });
	return createNotMeMail(mail, owner, {
		subject: m.mail_new_sign_in_subject({}, options),
		heading: m.mail_new_sign_in_heading({}, options),
		paragraphs: [
			m.mail_new_sign_in_text(
				{ email: mail.recipient, when: owner.format(event.createdAt), device },
				options
			),
			m.sessions_signed_in({ method: how }, options)
		]
	});
};
