import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { hasProviders } from '$modules/oauth/api/get-provider';
import { m } from '@/paraglide/messages';
import { env } from '@/server/env';
import { authPages } from '../../routes/pages';
import { createRevocableToken } from '../token/token-store';
import { getMailOwner } from '../mails/owner-mail';
import { needsSecondStep } from '../user/second-step';

/** After an owner took their account back: the link for a new password. */
export const prepareAccountSecuredMail: PrepareMail<'account-secured'> = async (mail) => {
	const { userId, recipient, locale } = mail;
	const owner = await getMailOwner(userId, locale);
	if (owner?.email !== recipient) return null;

	const options = { locale };
	const { ORIGIN } = env();
	const token = await createRevocableToken(mail, { purpose: 'password-reset', userId: owner.id });
	if (!token) return null;
	const steps = needsSecondStep(owner);
	const text = steps ? m.mail_account_secured_text_step : m.mail_account_secured_text;
	const ways = hasProviders()
		? m.mail_account_secured_ways
		: m.mail_account_secured_ways_no_provider;
	return {
		subject: m.mail_account_secured_subject({}, options),
		heading: m.mail_account_secured_heading({}, options),
		paragraphs: [
			text({ email: recipient }, options),
			...(steps ? [m.second_step_stays({}, options)] : []),
			ways({ url: `${ORIGIN}${authPages.security}` }, options),
			m.mail_account_secured_later({ url: `${ORIGIN}${authPages.forgotPassword}` }, options)
		],
		action: {
			label: m.mail_password_reset_action({}, options),
			url: `${ORIGIN}${authPages.resetPassword}?token=${token}`
		}
	};
};
