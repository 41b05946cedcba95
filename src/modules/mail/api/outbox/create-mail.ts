import type { Executor } from '@/server/db/create-db';
import { db } from '@/server/db/client';
import { behindAnswer } from '@/server/db/write-wait';
import { outbox } from '../../models/z.outbox';
import { subjectIdOf, type MailSubject, type MailTemplate } from './mail-subject';

/** Milliseconds from a wish for a mail to the worker's look; the transaction has ended by then. */
const WAKE_FROM_MS = 100;
const WAKE_TO_MS = 400;

/** With what the mail is about, by id. Never a secret: the row lies readable in the database. */
type NewMail<T extends MailTemplate> = {
	template: T;
	/** A normalised address. */
	recipient: string;
	locale: string;
	now?: Date;
} & MailSubject<T>;

let listener: (() => void) | null = null;

/** Makes `wake` the one to be told of new mail; `null` for nobody. */
export function onNewMail(wake: (() => void) | null): void {
	listener = wake;
}

/** Tells the worker of this process, a random moment later so that its work is not seen in answers. */
function wakeWorker(): void {
	const delay = WAKE_FROM_MS + Math.random() * (WAKE_TO_MS - WAKE_FROM_MS);
	behindAnswer(() => setTimeout(() => listener?.(), delay).unref());
}

/**
 * Notes that a mail is wanted. What it says, and whether it is due at all, is found out when it is
 * sent, so that asking for one costs the same whoever the recipient is.
 * @param executor a transaction, where the mail must come about only together with other rows.
 */
export async function createMail<T extends MailTemplate>(
	mail: NewMail<T>,
	executor: Executor = db
): Promise<void> {
	const { template, recipient, locale, now = new Date() } = mail;
	const subjectId = subjectIdOf(mail);
	await executor
		.insert(outbox)
		.values({ template, recipient, locale, subjectId, createdAt: now, nextAttemptAt: now });
	wakeWorker();
}
