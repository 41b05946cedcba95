import { sql } from 'drizzle-orm';
import type { AnyTemplate, MailSubject, MailTemplate } from '$modules/mail/api/outbox/create-mail';
import { noteSentMail } from '$modules/mail/api/outbox/sent-mails';
import type { MailPreparers, PrepareMail, WantedMail } from '$modules/mail/api/worker/prepare-mail';
import { users } from '../../models/z.user';
import { isMailBlocked } from '../user/mail-block';

/**
 * Makes no mail due to an address that an operator has blocked, whoever asked for it and whatever it
 * says: a stranger can ask for a reset too, and cannot be told from the owner. Who proves another
 * address, or comes by a link from a mail of before, gets mail again.
 * @param instead what is done in place of sending, where whoever asked could tell otherwise.
 */
export const unlessBlocked = (preparers: MailPreparers, instead: Instead): MailPreparers =>
	wrapEach(preparers, (prepare, template) => async (mail) => {
		if (!(await isMailBlocked({ email: mail.recipient }))) return prepare(mail);
		const done = (instead as { [T in AnyTemplate]?: (about: typeof mail) => Promise<void> })[
			template
		];
		await done?.(mail);
		return null;
	});

type Instead = { [T in MailTemplate]?: (mail: WantedMail & MailSubject<T>) => Promise<void> };

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

type Wrap = (prepare: PrepareMail<AnyTemplate>, template: AnyTemplate) => PrepareMail<AnyTemplate>;

/** The same preparers, each with something about it that all have in common. */
function wrapEach(preparers: MailPreparers, wrap: Wrap): MailPreparers {
	const wrapped = Object.entries(preparers).map(([template, prepare]) => [
		template,
		wrap(prepare as PrepareMail<AnyTemplate>, template as AnyTemplate)
	]);
	return Object.fromEntries(wrapped) as MailPreparers;
}
