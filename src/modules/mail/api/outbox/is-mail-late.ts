import { and, eq, isNull, lt, or } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { outbox } from '../../models/z.outbox';
import { subjectIdOf, type MailSubject, type MailTemplate } from './create-mail';
import { mailRanks } from './mail-budget';

/** Milliseconds after which a mail that is not out yet is late. */
const LATE_MS = 60 * 1000;

/** Whether a mail that was asked for comes later than people expect, for its page to say so. */
export async function isMailLate<T extends MailTemplate>(
	mail: { template: T } & MailSubject<T>
): Promise<boolean> {
	const late = or(
		eq(outbox.rank, mailRanks.slow),
		lt(outbox.createdAt, new Date(Date.now() - LATE_MS))
	);
	const subject = eq(outbox.subjectId, subjectIdOf(mail) ?? '');
	return (
		(await db.$count(
			outbox,
			and(subject, eq(outbox.template, mail.template), isNull(outbox.givenUpAt), late)
		)) > 0
	);
}
