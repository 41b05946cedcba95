import { and, desc, sql } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { formatTimeCursor, olderThan, type TimeCursor } from '@/server/time-cursor';
import { outbox } from '../../models/z.outbox';
import { isFree } from './lease-mails';

/** Mails a page. */
const MAILS_PAGE = 50;

/**
 * A page of the mails that the mail server has not taken, newest first: those that wait, are being
 * sent or failed, and what was given up in the last week. An intent says to whom and what about, never
 * more.
 * @param input.failed only those that failed.
 * @returns the mails, and where the next page begins; `null` at the end.
 */
export async function listMails(input: {
	failed: boolean;
	before?: TimeCursor | null;
	limit?: number;
	now?: Date;
}) {
	const { failed, before, limit = MAILS_PAGE, now = new Date() } = input;
	const rows = await db
		.select({
			id: outbox.id,
			template: outbox.template,
			recipient: outbox.recipient,
			createdAt: outbox.createdAt,
			failedTries: outbox.attempts,
			nextTryAt: outbox.nextAttemptAt,
			/** A process is sending it, or has it in hand. */
			isBeingSent: sql<boolean>`not ${isFree(now)}`.mapWith(Boolean),
			serverSaid: outbox.serverSaid,
			givenUpAt: outbox.givenUpAt
		})
		.from(outbox)
		.where(
			and(
				// As the index has it, so that it is used.
				failed ? sql`attempts > 0` : undefined,
				before ? olderThan(outbox, before) : undefined
			)
		)
		.orderBy(desc(outbox.createdAt), desc(outbox.id))
		.limit(limit + 1);
	const mails = rows.slice(0, limit);
	const last = rows.length > limit ? mails.at(-1) : undefined;
	return { mails, next: last ? formatTimeCursor(last) : null };
}

export type ListedMail = Awaited<ReturnType<typeof listMails>>['mails'][number];
