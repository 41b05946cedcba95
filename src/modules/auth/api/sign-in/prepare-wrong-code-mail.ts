import { methodName } from '$modules/activity/components/method-name';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { getProvider } from '$modules/oauth/api/get-provider';
import { browserName } from '@/browser-name';
import { m } from '@/paraglide/messages';
import { describeUserAgent } from '@/server/describe-user-agent';
import { createNotMeMail } from '../mails/create-not-me-mail';
import { getMailEvent } from '../mails/owner-mail';
import { wayInOf } from '../session/amr';

/**
 * Tells the owner that somebody got through the first step of a sign-in and gave a wrong code: they
 * know the password, and the link of the mail takes it out of their hands.
 */
export const prepareWrongCodeMail: PrepareMail<'wrong-code'> = async (mail) => {
	const found = await getMailEvent(mail);
	if (!found) return null;
	const { event, owner } = found;
	const options = { locale: mail.locale };
	const way = wayInOf(event.method ?? '');
	const what = {
		email: mail.recipient,
		when: owner.format(event.createdAt),
		device: browserName(describeUserAgent(event.userAgent), options)
	};
	const isPassword = way === 'password';
	const method = getProvider(way)?.name ?? methodName(way, options);
	return createNotMeMail(mail, owner, {
		subject: isPassword
			? m.mail_wrong_code_password_subject({}, options)
			: m.mail_wrong_code_subject({}, options),
		heading: m.mail_wrong_code_heading({}, options),
		paragraphs: isPassword
			? [
					m.mail_wrong_code_password_text(what, options),
					m.mail_wrong_code_password_advice({}, options)
				]
			: [m.mail_wrong_code_text({ ...what, method }, options)]
	});
};
