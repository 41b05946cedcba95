import { m } from '@/paraglide/messages';
import { env } from '@/server/env';
import { authPages } from '../../routes/pages';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { getSettledUserByEmail } from '../user/has-way-in';
import { needsSecondStep } from '../user/second-step';
import { createRevocableToken } from '../token/token-store';

/**
 * The mail with a reset link; none for an address without an account, nor for one that never had a way
 * in: whoever signs up, or is invited, gets that.
 */
export const preparePasswordResetMail: PrepareMail<'password-reset'> = async (mail) => {
	const { recipient: email, locale } = mail;
	const user = await getSettledUserByEmail({ email });
	if (!user) return null;

	const options = { locale };
	const token = await createRevocableToken(mail, { purpose: 'password-reset', userId: user.id });
	if (!token) return null;
	const hasStep = needsSecondStep(user);
	const text =
		hasStep || !env().passkeysAvailable
			? m.mail_password_reset_text_password
			: m.mail_password_reset_text;
	const paragraphs = [text({ email }, options)];
	if (hasStep) paragraphs.push(m.second_step_stays({}, options));
	return {
		subject: m.mail_password_reset_subject({}, options),
		heading: m.mail_password_reset_heading({}, options),
		paragraphs,
		action: {
			label: m.mail_password_reset_action({}, options),
			url: `${env().ORIGIN}${authPages.resetPassword}?token=${token}`
		},
		note: m.mail_not_you_nothing({}, options)
	};
};
