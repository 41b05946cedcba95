import { asc, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { outbox } from '../../models/z.outbox';

/** More than anybody reads. */
const LISTED_MAX = 50;

/** The mails that wait to be sent to an address, or to be tried again, and those given up; the oldest first. */
export const listWaitingMails = ({ recipient }: { recipient: string }) =>
	db
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
		.where(eq(outbox.recipient, recipient))
		.orderBy(asc(outbox.createdAt))
		.limit(LISTED_MAX);
