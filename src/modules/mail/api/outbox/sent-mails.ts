import { desc, eq, lt, sql, type SQL } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { sentMails } from '../../models/z.sent-mail';
import type { AnyTemplate } from './create-mail';

/**
 * The statement that keeps of a mail that it was sent, to be written with the end of its row.
 * @param mail.id of that row: one that goes out twice is kept once.
 * @param to the query of the account that it went to; where that has none, nothing is kept.
 */
export const noteSentMail = (
	mail: { id: string; template: AnyTemplate; createdAt: Date; now: Date },
	to: SQL
) =>
	db
		.insert(sentMails)
		.select(
			sql`select ${mail.id}, owner.id, ${mail.template}, ${mail.createdAt.getTime()},
				${mail.now.getTime()} from (${to}) as owner where true`
		)
		.onConflictDoNothing();

/** The mails to an account that the mail server took lately, the newest first. */
export const listSentMails = ({ userId, limit }: { userId: string; limit?: number }) => {
	const { id, template, askedAt, sentAt } = sentMails;
	return db
		.select({ id, template, askedAt, sentAt })
		.from(sentMails)
		.where(eq(sentMails.userId, userId))
		.orderBy(desc(sentAt))
		.limit(limit ?? -1);
};

/** Forgets them all, in steps, of somebody whose account is being erased. */
export const deleteSentMailsOf = ({ userId }: { userId: string }): Promise<void> =>
	deleteInSteps(sentMails, eq(sentMails.userId, userId));

/** Housekeeping: forgets those that were sent long enough ago. */
export const deleteOldSentMails = (now = new Date()): Promise<void> =>
	deleteInSteps(sentMails, lt(sentMails.sentAt, new Date(now.getTime() - lifetimes.sentMail)));
