import { eq } from 'drizzle-orm';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { authPages } from '../../routes/pages';
import { emailChanges } from '../../models/z.email-change';
import { createMailedToken } from '../token/token-store';
import { getMailOwner } from '../mails/get-mail-owner';

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
