import { createMail } from '$modules/mail/api/outbox/create-mail';
import type { MailSubject, MailTemplate } from '$modules/mail/api/outbox/mail-subject';
import { getPreferences } from '$modules/preferences/api/get-preferences';
import { getLocale } from '@/paraglide/runtime';
import type { Executor } from '@/server/db/create-db';
import { getUser } from '../user/user-store';

type OwnerMail<T extends MailTemplate> = {
	template: T;
	userId: string;
	recipient?: string;
	now: Date;
} & MailSubject<T>;

/**
 * Asks for a mail to an account's owner, in the language they chose, else in that of the request.
 * @param mail.recipient by default the account's address.
 */
export async function createOwnerMail<T extends MailTemplate>(
	mail: OwnerMail<T>,
	executor: Executor
): Promise<void> {
	const { userId } = mail;
	const recipient = mail.recipient ?? (await getUser({ userId }, executor))?.email;
	if (!recipient) return;
	const { locale } = await getPreferences({ userId }, executor);
	await createMail({ ...mail, recipient, locale: locale ?? getLocale() }, executor);
}
