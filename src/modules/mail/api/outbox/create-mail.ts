import type { Executor } from '@/server/db/create-db';
import { db } from '@/server/db/client';
import { outbox } from '../../models/z.outbox';
import type { MailTemplate } from './mail-subject';
import { announceMail, newMailRow, type NewMail } from './new-mail';

/**
 * Notes that a mail is wanted. What it says, and whether it is due at all, is found out when it is
 * sent, so that asking for one costs the same whoever the recipient is.
 * @param executor a transaction, where the mail must come about only together with other rows.
 */
export async function createMail<T extends MailTemplate>(
	mail: NewMail<T>,
	executor: Executor = db
): Promise<void> {
	const row = newMailRow(mail);
	await executor.insert(outbox).values(row);
	announceMail(row);
}
