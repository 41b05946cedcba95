import type { BatchItem } from 'drizzle-orm/batch';
import { and, count, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { outbox, type OutboxMail } from '../../models/z.outbox';
import type { TemplateAbout } from './create-mail';
import { mailRanks } from './mail-budget';
import { deleteSentMailsOf } from './sent-mails';

/** Whether a mail is still wanted: its row goes when it was sent or taken back. */
export async function hasMail({ id }: { id: string }, executor: Executor): Promise<boolean> {
	const [mail] = await executor.select({ id: outbox.id }).from(outbox).where(eq(outbox.id, id));
	return mail !== undefined;
}

/**
 * Gives a leased mail back after a failed try, with what the mail server said: to be tried again at
 * `nextAttemptAt`, or, where it is given up, to be forgotten then. Without effect when the lease ran
 * out and another worker has taken the mail meanwhile.
 */
export async function updateFailedMail(
	{ id, leasedUntil, attempts }: OutboxMail,
	failure: { nextAttemptAt: Date; serverSaid: string | null; givenUpAt: Date | null }
): Promise<void> {
	if (!leasedUntil) return;
	await db
		.update(outbox)
		.set({ ...failure, attempts: attempts + 1, leasedUntil: null })
		.where(and(eq(outbox.id, id), eq(outbox.leasedUntil, leasedUntil)));
}

/** Removes a mail that was sent or is not due, in one write with what else comes of that. */
export async function deleteMail(id: string, beside: BatchItem<'sqlite'>[] = []): Promise<void> {
	await db.batch([db.delete(outbox).where(eq(outbox.id, id)), ...beside]);
}

/** Removes the mails to and about somebody whose account is being erased, in steps. */
export async function deleteMailsOf(person: { userId: string; email: string }): Promise<void> {
	await deleteInSteps(outbox, eq(outbox.recipient, person.email));
	await deleteInSteps(outbox, eq(outbox.subjectId, person.userId));
	await deleteSentMailsOf(person);
}

/** Housekeeping: forgets those that were given up long enough ago. */
export const deleteGivenUpMails = (now = new Date()): Promise<void> =>
	deleteInSteps(outbox, and(isNotNull(outbox.givenUpAt), lt(outbox.nextAttemptAt, now))!);

/** What waits in the outbox: `slow` counts those of it that go slowly on purpose. */
export type MailQueue = { length: number; slow: number; oldest: Date | null };

/**
 * How many mails wait or are being sent, and when the oldest of them was asked for, of which those that
 * go slowly on purpose are none.
 */
export async function getMailQueue(): Promise<MailQueue> {
	const isSlow = sql`${outbox.rank} >= ${mailRanks.slow}`;
	const oldest = sql`min(case when not ${isSlow} then ${outbox.createdAt} end)`;
	const [queue] = await db
		.select({
			length: count(),
			slow: sql<number>`count(case when ${isSlow} then 1 end)`,
			oldest: oldest.mapWith(outbox.createdAt)
		})
		.from(outbox)
		.where(isNull(outbox.givenUpAt));
	return queue ?? { length: 0, slow: 0, oldest: null };
}

type Unsent =
	| { template: TemplateAbout<'userId'>; userId: string }
	| { template: TemplateAbout<'recoveryId'>; recoveryId: string }
	| { template: TemplateAbout<null>; recipient: string };

function unsent(mails: Unsent) {
	const template = eq(outbox.template, mails.template);
	if ('recipient' in mails) return and(template, eq(outbox.recipient, mails.recipient));
	const subjectId = 'userId' in mails ? mails.userId : mails.recoveryId;
	return and(template, eq(outbox.subjectId, subjectId));
}

/** Whether mails of a template wait to be sent yet, or to be tried again. */
export const hasUnsentMails = async (mails: Unsent, executor: Executor = db): Promise<boolean> =>
	(await executor.$count(outbox, and(unsent(mails), isNull(outbox.givenUpAt)))) > 0;

/** Takes back the mails of a template, about an account or to an address, that were not sent yet. */
export async function deleteUnsentMails(mails: Unsent, executor: Executor): Promise<void> {
	await executor.delete(outbox).where(unsent(mails));
}

/**
 * Takes back the mails of a template, about an account or to an address, that were given up.
 * @returns whom they did not reach.
 */
export async function takeBackGivenUpMails(mails: Unsent, executor: Executor): Promise<string[]> {
	const taken = await executor
		.delete(outbox)
		.where(and(unsent(mails), isNotNull(outbox.givenUpAt)))
		.returning({ recipient: outbox.recipient });
	return taken.map(({ recipient }) => recipient);
}
