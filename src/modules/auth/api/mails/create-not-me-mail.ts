import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { createMailToken } from '../token/create-mail-token';
import { mailLocale } from './mail-locale';

const lifetime = 7 * 24 * 60 * 60 * 1000;

/** What happened, in the language of the mail. */
type News = { subject: string; heading: string; paragraphs: string[] };

/**
 * A security mail: what happened, and for somebody who did not do it the link by which they take it
 * back. The link reaches back to when the mail was asked for, however late it goes out.
 */
export async function createNotMeMail(
	mail: Parameters<PrepareMail>[0],
	userId: string,
	{ subject, heading, paragraphs }: News
) {
	const options = mailLocale(mail.locale);
	const token = await createMailToken(
		{
			purpose: 'not-me',
			email: mail.recipient,
			userId,
			now: mail.createdAt,
			expiresAt: new Date(mail.createdAt.getTime() + lifetime)
		},
		db
	);
	return {
		subject,
		heading,
		paragraphs: [...paragraphs, m.mail_not_me_text({}, options)],
		action: {
			label: m.mail_not_me_action({}, options),
			url: `${env().ORIGIN}/not-me?token=${token}`
		}
	};
}
