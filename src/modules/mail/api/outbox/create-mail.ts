import type { Executor } from '@/server/db/create-db';
import { db } from '@/server/db/client';
import { behindAnswer } from '@/server/db/write-wait';
import { outbox, type OutboxMail } from '../../models/z.outbox';

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

export type MailTemplate = OutboxMail['template'];

/** What a mail of each template is about: the name of the id that its row carries. */
const subjects = {
	'sign-up': 'signUpId',
	// Asked for by address: whether it has an account is not known before it is sent.
	'password-reset': null,
	'password-changed': 'userId',
	'account-created': 'eventId',
	'connection-added': 'eventId',
	'connection-removed': 'eventId',
	'new-sign-in': 'eventId',
	'email-change': 'userId',
	'email-changed': 'emailChangeId',
	'account-secured': 'userId',
	'account-closed': 'userId',
	'account-reopened': 'userId',
	'security-summary': 'userId'
} as const satisfies Record<MailTemplate, string | null>;

type Subjects = typeof subjects;

/** The templates whose mails are about this. */
export type TemplateAbout<Subject extends Subjects[MailTemplate]> = {
	[T in MailTemplate]: Subjects[T] extends Subject ? T : never;
}[MailTemplate];

/** What a mail of this template is about, such as `{ eventId }`. */
export type MailSubject<T extends MailTemplate> = {
	[Name in NonNullable<Subjects[T]>]: string;
};

/** The id by which a row says what it is about. */
export function subjectIdOf<T extends MailTemplate>(
	mail: { template: T } & MailSubject<T>
): string | null {
	const name = subjects[mail.template];
	return name === null ? null : mail[name];
}

/** What a row is about, under the subject's name; `null` where it does not say. */
export function subjectOf<T extends MailTemplate>(
	template: T,
	subjectId: string | null
): MailSubject<T> | null {
	const name = subjects[template];
	if (name !== null && subjectId === null) return null;
	return (name === null ? {} : { [name]: subjectId }) as MailSubject<T>;
}
