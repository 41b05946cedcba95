import { sql, type SQL } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { behindAnswer } from '@/server/db/write-wait';
import { outbox, type AnyTemplate, type MailTemplate } from '../../models/z.outbox';
import { isCounted, mailRanks, rankOf, type MailRank } from './mail-budget';

export type { AnyTemplate, MailTemplate };

/** What a mail of each template is about: the name of the id that its row carries. */
const subjects = {
	'sign-up': 'signUpId',
	invitation: 'invitationId',
	// Asked for by address: whether it has an account is not known before it is sent.
	'password-reset': null,
	'password-changed': 'userId',
	'account-created': 'eventId',
	'connection-added': 'eventId',
	'connection-removed': 'eventId',
	'passkey-added': 'eventId',
	'passkey-removed': 'eventId',
	'passkey-refused': 'eventId',
	'device-refused': 'eventId',
	'wrong-code': 'eventId',
	'second-step-on': 'eventId',
	'second-step-off': 'eventId',
	'recovery-codes-made': 'eventId',
	'recovery-code-used': 'eventId',
	'totp-added': 'eventId',
	'totp-moved': 'eventId',
	'totp-removed': 'eventId',
	'new-sign-in': 'eventId',
	'email-change': 'userId',
	'email-changed': 'emailChangeId',
	'account-secured': 'userId',
	'account-closed': 'userId',
	'account-reopened': 'userId',
	'account-suspended': 'userId',
	'suspension-lifted': 'userId',
	'security-summary': 'userId',
	'recovery-started': 'recoveryId',
	'recovery-reminder': 'recoveryId',
	'recovery-ready': 'recoveryId',
	'recovery-stopped': 'userId',
	'recovery-finished': 'userId',
	'helper-acted': 'eventId',
	'admin-acted-on': 'eventId'
} as const satisfies Record<MailTemplate, string | null>;

/** A mail of a feature's own is about whatever id it was asked for with. */
type Subjects = typeof subjects & Record<`${string}/${string}`, 'about'>;

/** The templates whose mails are about this. */
export type TemplateAbout<Subject extends Subjects[MailTemplate]> = {
	[T in MailTemplate]: Subjects[T] extends Subject ? T : never;
}[MailTemplate];

/** What a mail of this template is about, such as `{ eventId }`. */
export type MailSubject<T extends AnyTemplate> = {
	[Name in NonNullable<Subjects[T]>]: string;
};

const isOurs = (template: string): template is MailTemplate => Object.hasOwn(subjects, template);
const subjectNameOf = <T extends AnyTemplate>(template: T) =>
	(isOurs(template) ? subjects[template] : 'about') as Subjects[T];

/** The id by which a row says what it is about. */
export function subjectIdOf<T extends AnyTemplate>(
	mail: { template: T } & MailSubject<T>
): string | null {
	const name = subjectNameOf(mail.template);
	return name === null ? null : mail[name];
}

/** What a row is about, under the subject's name; `null` where it does not say. */
export function subjectOf<T extends AnyTemplate>(
	template: T,
	subjectId: string | null
): MailSubject<T> | null {
	const name = subjectNameOf(template);
	if (name !== null && subjectId === null) return null;
	return (name === null ? {} : { [name]: subjectId }) as MailSubject<T>;
}

/** Milliseconds from a wish for a mail to the worker's look; the transaction has ended by then. */
const WAKE_FROM_MS = 100;
const WAKE_TO_MS = 400;

/** With what the mail is about, by id. Never a secret: the row lies readable in the database. */
export type NewMail<T extends AnyTemplate> = {
	template: T;
	/** A normalised address. */
	recipient: string;
	locale: string;
	now?: Date;
	/** By default that of its template. */
	rank?: MailRank;
} & MailSubject<T>;

/** The sender of a process, as it is told of new mail. */
export interface MailListener {
	/** Gets a mail that is its own until then, if it is due and its transaction is committed. */
	hand: (mail: { id: string; leasedUntil: Date }) => void;
	/** Is to look now. */
	wake: () => void;
}

let listener: MailListener | null = null;

/** Makes `sender` the one to be told of new mail; `null` for nobody. */
export function onNewMail(sender: MailListener | null): void {
	listener = sender;
}

/** Milliseconds after which a mail of the rank `slow` has its turn at the earliest. */
const SLOW_MS = 5 * 60 * 1000;

/**
 * The row of a mail. Where this process has a sender it is the sender's from the start: to take a
 * row into a lease later would be a commit more for each mail. Where mails are counted it is nobody's
 * until it has its turn.
 */
function newMailRow<T extends AnyTemplate>(mail: NewMail<T>) {
	const { template, recipient, locale, now = new Date(), rank = rankOf(mail.template) } = mail;
	const nextAttemptAt = rank === 'slow' ? new Date(now.getTime() + SLOW_MS) : now;
	return {
		id: crypto.randomUUID(),
		template,
		recipient,
		locale,
		subjectId: subjectIdOf(mail),
		createdAt: now,
		nextAttemptAt,
		leasedUntil:
			listener && !isCounted(rank) ? new Date(now.getTime() + lifetimes.mailLease) : null,
		rank: mailRanks[rank]
	};
}

/** When the sender is told to look, in the milliseconds of `performance.now()`. */
let wakesAt = 0;

/** Hands a row that is being written to the sender, which looks a random moment later, unseen in answers. */
function announceMail({ id, leasedUntil }: ReturnType<typeof newMailRow>): void {
	if (leasedUntil) listener?.hand({ id, leasedUntil });
	// One look serves all who asked long enough before it.
	const now = performance.now();
	if (wakesAt > now + WAKE_FROM_MS) return;
	const delay = WAKE_FROM_MS + Math.random() * (WAKE_TO_MS - WAKE_FROM_MS);
	wakesAt = now + delay;
	behindAnswer(() => setTimeout(() => listener?.wake(), delay).unref());
}

/**
 * Notes that a mail is wanted. What it says, and whether it is due at all, is found out when it is
 * sent, so that asking for one costs the same whoever the recipient is.
 * @param executor a transaction, where the mail must come about only together with other rows.
 * @returns the id of its row.
 */
export async function createMail<T extends AnyTemplate>(
	mail: NewMail<T>,
	executor: Executor = db
): Promise<{ id: string }> {
	const row = newMailRow(mail);
	await executor.insert(outbox).values(row);
	announceMail(row);
	return { id: row.id };
}

/**
 * `createMail` where the database alone knows whether the mail is due, for a batch or a transaction
 * that is to ask nothing.
 * @param instead another mail of the same rank to the same recipient, which is wanted in its place
 * where `when` holds.
 * @returns `statement` notes it where the condition holds; `announce` tells the sender, which looks for
 * it in vain where it did not.
 */
export function createMailWhere<T extends AnyTemplate, U extends AnyTemplate = never>(
	mail: NewMail<T>,
	instead?: { when: SQL; mail: { template: U } & MailSubject<U> }
) {
	const row = newMailRow(mail);
	const { id, recipient, locale, createdAt, leasedUntil, rank } = row;
	const time = createdAt.getTime();
	const due = row.nextAttemptAt.getTime();
	const lease = leasedUntil?.getTime() ?? null;
	const either = (own: string | null, other: string | null) =>
		sql`case when ${instead?.when ?? sql`false`} then ${other} else ${own} end`;
	const template = either(row.template, instead?.mail.template ?? null);
	const subjectId = either(row.subjectId, instead ? subjectIdOf(instead.mail) : null);
	return {
		id,
		statement: (condition: SQL, executor: Executor = db) =>
			executor.insert(outbox).select(sql`
				select ${id}, ${template}, ${recipient}, ${locale}, ${subjectId}, ${time}, 0, ${due}, ${lease},
					null, null, ${rank}
				where ${condition}`),
		announce: () => announceMail(row)
	};
}

/** The condition that a mail was noted, for what goes only with it. */
export const isNoted = ({ id }: { id: string }): SQL =>
	sql`exists (select 1 from ${outbox} where ${outbox.id} = ${id})`;
