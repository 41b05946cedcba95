import type { MailTemplate } from '$modules/mail/api/outbox/create-mail';
import type { MailPreparers, PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { isMailBlocked } from '../user/mail-block';

/**
 * Makes no mail due to an address that an operator has blocked, whoever asked for it and whatever it
 * says: a stranger can ask for a reset too, and cannot be told from the owner. Who proves another
 * address, or comes by a link from a mail of before, gets mail again.
 */
export function unlessBlocked(preparers: MailPreparers): MailPreparers {
	const guarded = Object.entries(preparers).map(([template, prepare]) => [
		template,
		guard(prepare as PrepareMail<MailTemplate>)
	]);
	return Object.fromEntries(guarded) as MailPreparers;
}

const guard =
	(prepare: PrepareMail<MailTemplate>): PrepareMail<MailTemplate> =>
	async (mail) =>
		(await isMailBlocked({ email: mail.recipient })) ? null : prepare(mail);
