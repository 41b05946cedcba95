import { desc, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { outbox } from '../../models/z.outbox';
import { listSentMails } from './sent-mails';

/** More than anybody reads, of those that wait or failed, and of those that were sent. */
const LISTED_MAX = 50;

/**
 * The mails of a person, the newest first: those that wait to be sent to their address, or to be tried
 * again, those given up, and those that the mail server took lately.
 */
export async function listMailsOf({ userId, email }: { userId: string; email: string }) {
	const waiting = await db
		.select({
			id: outbox.id,
			template: outbox.template,
			askedAt: outbox.createdAt,
			failedTries: outbox.attempts,
			nextTryAt: outbox.nextAttemptAt,
			givenUpAt: outbox.givenUpAt,
			serverSaid: outbox.serverSaid
		})
		.from(outbox)
		.where(eq(outbox.recipient, email))
		.orderBy(desc(outbox.createdAt))
		.limit(LISTED_MAX);
	const sent = await listSentMails({ userId, limit: LISTED_MAX });
	const gone = new Set(sent.map(({ id }) => id));
	return [
		// One may go out between the two questions.
		...waiting.filter(({ id }) => !gone.has(id)).map((mail) => ({ ...mail, sentAt: null })),
		...sent.map((mail) => ({ ...mail, ...unfailing }))
	].toSorted((one, other) => other.askedAt.getTime() - one.askedAt.getTime());
}

/** What is of no interest any more once a mail is sent. */
const unfailing = { failedTries: 0, nextTryAt: null, givenUpAt: null, serverSaid: null };
