import { and, eq, sql } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { outbox } from '../../models/z.outbox';
import { isFree } from './lease-mails';

/**
 * Has a mail tried again now, before all that were asked for later, whether it waits for its time or was given up. One that is older than a
 * day is given up anew where that fails.
 * @returns `false` where there is no such mail any more, or it is being sent.
 */
export async function retryMail(
	{ id, now }: { id: string; now: Date },
	executor: Executor
): Promise<boolean> {
	const [mail] = await executor
		.update(outbox)
		.set({ nextAttemptAt: sql`min(${outbox.createdAt}, ${now.getTime()})`, givenUpAt: null })
		.where(and(eq(outbox.id, id), isFree(now)))
		.returning({ id: outbox.id });
	return mail !== undefined;
}
