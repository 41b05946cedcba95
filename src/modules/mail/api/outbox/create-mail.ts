import type { Executor } from '@/server/db/create-db';
import { db } from '@/server/db/client';
import { outbox, type MailTemplate } from '../../models/z.outbox';
import { wakeWorker } from './wake';

interface NewMail {
	template: MailTemplate;
	/** A normalised address. */
	recipient: string;
	locale: string;
	/** What the mail is about, by id. Never a secret: the row lies readable in the database. */
	subjectId?: string;
	now?: Date;
}

/**
 * Notes that a mail is wanted. What it says, and whether it is due at all, is found out when it is
 * sent, so that asking for one costs the same whoever the recipient is.
 * @param executor a transaction, where the mail must come about only together with other rows.
 */
export async function createMail(
	{ template, recipient, locale, subjectId, now = new Date() }: NewMail,
	executor: Executor = db
): Promise<void> {
	await executor
		.insert(outbox)
		.values({ template, recipient, locale, subjectId, createdAt: now, nextAttemptAt: now });
	wakeWorker();
}
