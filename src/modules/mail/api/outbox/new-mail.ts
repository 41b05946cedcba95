import { lifetimes } from '$modules/limits/api/lifetimes';
import { behindAnswer } from '@/server/db/write-wait';
import { subjectIdOf, type MailSubject, type MailTemplate } from './mail-subject';

/** Milliseconds from a wish for a mail to the worker's look; the transaction has ended by then. */
const WAKE_FROM_MS = 100;
const WAKE_TO_MS = 400;

/** With what the mail is about, by id. Never a secret: the row lies readable in the database. */
export type NewMail<T extends MailTemplate> = {
	template: T;
	/** A normalised address. */
	recipient: string;
	locale: string;
	now?: Date;
} & MailSubject<T>;

/** The sender of a process, as it is told of new mail. */
export interface MailListener {
	/** Gets a mail that is its own until then, if its transaction is committed. */
	hand: (mail: { id: string; leasedUntil: Date }) => void;
	/** Is to look now. */
	wake: () => void;
}

let listener: MailListener | null = null;

/** Makes `sender` the one to be told of new mail; `null` for nobody. */
export function onNewMail(sender: MailListener | null): void {
	listener = sender;
}

/**
 * The row of a mail. Where this process has a sender it is the sender's from the start: to take a
 * row into a lease later would be a commit more for each mail.
 */
export function newMailRow<T extends MailTemplate>(mail: NewMail<T>) {
	const { template, recipient, locale, now = new Date() } = mail;
	return {
		id: crypto.randomUUID(),
		template,
		recipient,
		locale,
		subjectId: subjectIdOf(mail),
		createdAt: now,
		nextAttemptAt: now,
		leasedUntil: listener && new Date(now.getTime() + lifetimes.mailLease)
	};
}

/** Hands a row that is being written to the sender, which looks a random moment later, unseen in answers. */
export function announceMail({ id, leasedUntil }: ReturnType<typeof newMailRow>): void {
	if (leasedUntil) listener?.hand({ id, leasedUntil });
	const delay = WAKE_FROM_MS + Math.random() * (WAKE_TO_MS - WAKE_FROM_MS);
	behindAnswer(() => setTimeout(() => listener?.wake(), delay).unref());
}
