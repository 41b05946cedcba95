import { and, eq, isNull, lte, or } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { outbox } from '../../models/z.outbox';

/**
 * Has a mail tried again now, whether it waits for its time or was given up. One that is older than a
 * day is given up anew where that fails.
 * @returns `false` where there is no such mail any more, or it is being sent.
 */
export async function retryMail({
	id,
	now = new Date()
}: {
	id: string;
	now?: Date;
}): Promise<boolean> {
	const isFree = or(isNull(outbox.leasedUntil), lte(outbox.leasedUntil, now));
	const [mail] = await db
		.update(outbox)
		.set({ nextAttemptAt: now, givenUpAt: null })
		.where(and(eq(outbox.id, id), isFree))
		.returning({ id: outbox.id });
	return mail !== undefined;
}
