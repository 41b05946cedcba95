import { sql } from 'drizzle-orm';
import { noteSentMail } from '$modules/mail/api/outbox/sent-mails';
import type { MailPreparers } from '$modules/mail/api/worker/prepare-mail';
import { users } from '../../models/z.user';
import { wrapEach } from './wrap-each';

/**
 * Keeps of each mail to the address of an account that the mail server took it, in the write that
 * forgets the mail: whoever helps its owner can say whether one went out.
 */
export const notingSent = (preparers: MailPreparers): MailPreparers =>
	wrapEach(preparers, (prepare, template) => async (mail) => {
		const content = await prepare(mail);
		if (!content) return null;
		const { id, createdAt, recipient } = mail;
		const owner = sql`select ${users.id} as id from ${users} where ${users.email} = ${recipient}`;
		const note = () => noteSentMail({ id, template, createdAt, now: new Date() }, owner);
		return { ...content, beside: () => [...(content.beside?.() ?? []), note()] };
	});
