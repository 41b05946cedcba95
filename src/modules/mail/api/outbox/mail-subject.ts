import type { OutboxMail } from '../../models/z.outbox';

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
