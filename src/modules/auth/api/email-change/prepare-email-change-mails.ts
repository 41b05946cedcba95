import type { MailContent } from '$modules/mail/api/transport/outgoing-mail';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';
import { env } from '@/server/env';
import { authPages } from '../../routes/pages';
import { getUserByEmail } from '../user/user-store';
import { isEmailReserved } from './email-change-store';
import { createRevocableToken, createMailedToken } from '../token/token-store';
import { getMailOwner } from '../mails/owner-mail';
import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { emailChanges } from '../../models/z.email-change';

/**
 * The mail to an address that an account asked for: a link; for one that has an account already, a
 * word to its owner and no link.
 */
export const prepareEmailChangeMail: PrepareMail<'email-change'> = async (mail) => {
	const { recipient, locale, userId } = mail;
	const asker = await getMailOwner(userId, locale);
	if (!asker || asker.email === recipient) return null;
	if (asker.closedAt || asker.suspendedAt) return null;

	const options = { locale };
	if (await getUserByEmail({ email: recipient })) {
		return {
			subject: m.mail_address_taken_subject({}, options),
			heading: m.mail_address_taken_heading({}, options),
			paragraphs: [m.mail_address_taken_text({ email: recipient }, options)],
			note: m.mail_not_you_nothing({}, options)
		};
	}
	if (await isEmailReserved({ email: recipient, userId: asker.id })) {
		return addressReservedMail(recipient, locale);
	}

	const token = await createRevocableToken(mail, { purpose: 'email-change', userId: asker.id });
	if (!token) return null;
	return {
		subject: m.mail_email_change_subject({}, options),
		heading: m.mail_email_change_heading({}, options),
		paragraphs: [m.mail_email_change_text({ email: recipient }, options)],
		action: {
			label: m.mail_email_change_action({}, options),
			url: `${env().ORIGIN}${authPages.changeEmail}?token=${token}`
		},
		note: m.mail_not_you_nothing({}, options)
	};
};

/** For an address that is kept for the account that left it lately: why nothing happened. */
export function addressReservedMail(email: string, locale: Locale): MailContent {
	const options = { locale };
	return {
		subject: m.mail_address_reserved_subject({}, options),
		heading: m.mail_address_reserved_heading({}, options),
		paragraphs: [m.mail_address_reserved_text({ email }, options)],
		note: m.mail_not_you_nothing({}, options)
	};
}

/**
 * Tells the old address of a change, with the link that takes it back; without one where the change
 * itself took one back, and ended with that.
 */
export const prepareEmailChangedMail: PrepareMail<'email-changed'> = async ({
	emailChangeId,
	recipient,
	locale
}) => {
	const change = await db
		.select()
		.from(emailChanges)
		.where(eq(emailChanges.id, emailChangeId))
		.get();
	const owner = change && (await getMailOwner(change.userId, locale));
	if (!owner) return null;

	const options = { locale };
	const { oldEmail, newEmail, changedAt, expiresAt } = change;
	const news = {
		subject: m.mail_email_changed_subject({}, options),
		heading: m.mail_email_changed_heading({}, options),
		paragraphs: [
			m.mail_email_changed_text({ oldEmail, newEmail, when: owner.format(changedAt) }, options)
		]
	};
	if (expiresAt <= changedAt) return news;
	const token = await createMailedToken(
		{
			purpose: 'email-undo',
			email: recipient,
			userId: owner.id,
			emailChangeId,
			now: new Date(),
			expiresAt
		},
		db
	);
	return {
		...news,
		paragraphs: [...news.paragraphs, m.mail_email_changed_not_you({ oldEmail }, options)],
		action: {
			label: m.mail_email_changed_action({}, options),
			url: `${env().ORIGIN}${authPages.undo}?token=${token}`
		}
	};
};
