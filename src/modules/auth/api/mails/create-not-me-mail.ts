import type { MailContent } from '$modules/mail/api/transport/outgoing-mail';
import type { WantedMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { authPages } from '../../routes/pages';
import { createMailedToken } from '../token/token-store';
import { notMeLink } from './owner-mail';

/** What happened, in the language of the mail. */
type News = {
	subject: string;
	heading: string;
	paragraphs: string[];
	/** What the link is for, where it is not what the owner did themselves. */
	takingBack?: string;
};

/**
 * A security mail: what happened, and for somebody who did not do it the link by which they take it
 * back. The link reaches back to when the mail was asked for, however late it goes out.
 */
export async function createNotMeMail(
	mail: WantedMail,
	{ id: userId, notMeToken }: { id: string; notMeToken: string | null },
	{ subject, heading, paragraphs, takingBack }: News
): Promise<MailContent> {
	const { locale } = mail;
	const link = notMeLink({ userId, email: mail.recipient, now: mail.createdAt });
	const token = notMeToken ?? (await createMailedToken(link, db));
	return {
		subject,
		heading,
		paragraphs: [...paragraphs, takingBack ?? m.mail_not_me_text({}, { locale })],
		action: {
			label: m.mail_not_me_action({}, { locale }),
			url: `${env().ORIGIN}${authPages.notMe}?token=${token}`
		}
	};
}
