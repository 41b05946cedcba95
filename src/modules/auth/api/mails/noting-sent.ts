import { sql } from 'drizzle-orm';
import type { MailTemplate } from '$modules/mail/api/outbox/create-mail';
import { noteSentMail } from '$modules/mail/api/outbox/sent-mails';
import type { MailPreparers, PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { users } from '../../models/z.user';

/**
 * Keeps of each mail to the address of an account that the mail server took it, in the write that
 * forgets the mail: whoever helps its owner can say whether one went out.
 */
export function notingSent(preparers: MailPreparers): MailPreparers {
	const noting = Object.entries(preparers).map(([template, prepare]) => [
		template,
		noted(template as MailTemplate, prepare as PrepareMail<MailTemplate>)
	]);
	return Object.fromEntries(noting) as MailPreparers;
}

const noted =
	(template: MailTemplate, prepare: PrepareMail<MailTemplate>): PrepareMail<MailTemplate> =>
	async (mail) => {
		const content = await prepare(mail);
		if (!content) return null;
		const { id, createdAt, recipient } = mail;
		const owner = sql`select ${users.id} as id from ${users} where ${users.email} = ${recipient}`;
		const note = () => noteSentMail({ id, template, createdAt, now: new Date() }, owner);
		return { ...content, beside: () => [...(content.beside?.() ?? []), note()] };
	};
