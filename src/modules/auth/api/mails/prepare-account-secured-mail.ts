import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { createMailToken } from './create-mail-token';
import { getMailOwner } from './get-mail-owner';
import { mailLocale } from './mail-locale';

/** After an owner took their account back: the link for a new password. */
export const prepareAccountSecuredMail: PrepareMail = async ({ subjectId, recipient, locale }) => {
	const owner = await getMailOwner(subjectId, locale);
	if (owner?.email !== recipient) return null;

	const options = mailLocale(locale);
	const { ORIGIN } = env();
	const bound = { purpose: 'password-reset', email: recipient, userId: owner.id } as const;
	const token = await createMailToken({ ...bound, now: new Date() }, db);
	return {
		subject: m.mail_account_secured_subject({}, options),
		heading: m.mail_account_secured_heading({}, options),
		paragraphs: [
			m.mail_account_secured_text({ email: recipient }, options),
			m.mail_account_secured_later({ url: `${ORIGIN}/forgot-password` }, options)
		],
		action: {
			label: m.mail_password_reset_action({}, options),
			url: `${ORIGIN}/reset-password?token=${token}`
		}
	};
};
