import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import { env } from '@/server/env';
import { authPages } from '../../routes/pages';
import { getMailOwner } from '../mails/owner-mail';
import { needsSecondStep } from '../user/second-step';

/** Tells the owner that the account has to have a second factor, and what that means for them. */
export const prepareFactorRequiredMail: PrepareMail<'factor-required'> = async (mail) => {
	const owner = await getMailOwner(mail.userId, mail.locale);
	// It may have been lifted before the mail went out.
	if (!owner?.factorRequiredAt) return null;
	const options = { locale: mail.locale };
	const when = owner.format(owner.factorRequiredAt);
	return {
		subject: m.mail_factor_required_subject({}, options),
		heading: m.mail_factor_required_heading({}, options),
		paragraphs: [
			m.mail_factor_required_text({ email: mail.recipient, when }, options),
			needsSecondStep(owner)
				? m.mail_factor_required_has({}, options)
				: m.mail_factor_required_lacks({}, options)
		],
		action: {
			label: m.mail_factor_required_action({}, options),
			url: `${env().ORIGIN}${authPages.security}`
		}
	};
};
