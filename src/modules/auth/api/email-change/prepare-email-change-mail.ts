import { eq } from 'drizzle-orm';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { users } from '../../models/z.user';
import { isAddressReserved } from './is-address-reserved';
import { addressReservedMail } from './address-reserved-mail';
import { createOpenToken } from '../token/create-open-token';
import { getMailOwner } from '../mails/get-mail-owner';
import { mailLocale } from '../mails/mail-locale';

/**
 * The mail to an address that an account asked for: a link; for one that has an account already, a
 * word to its owner and no link.
 */
export const prepareEmailChangeMail: PrepareMail = async (mail) => {
	const { recipient, locale, subjectId } = mail;
	const asker = await getMailOwner(subjectId, locale);
	if (!asker || asker.closedAt || asker.email === recipient) return null;

	const options = mailLocale(locale);
	const taken = await db
		.select({ id: users.id })
		.from(users)
		.where(eq(users.email, recipient))
		.get();
	if (taken) {
		return {
			subject: m.mail_address_taken_subject({}, options),
			heading: m.mail_address_taken_heading({}, options),
			paragraphs: [m.mail_address_taken_text({ email: recipient }, options)],
			note: m.mail_not_you_nothing({}, options)
		};
	}
	if (await isAddressReserved({ email: recipient, userId: asker.id })) {
		return addressReservedMail(recipient, locale);
	}

	const token = await createOpenToken(mail, { purpose: 'email-change', userId: asker.id });
	if (!token) return null;
	return {
		subject: m.mail_email_change_subject({}, options),
		heading: m.mail_email_change_heading({}, options),
		paragraphs: [m.mail_email_change_text({ email: recipient }, options)],
		action: {
			label: m.mail_email_change_action({}, options),
			url: `${env().ORIGIN}/change-email?token=${token}`
		},
		note: m.mail_not_you_nothing({}, options)
	};
};
