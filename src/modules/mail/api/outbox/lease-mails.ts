import { inArray } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { db } from '@/server/db/client';
import { outbox, type OutboxMail } from '../../models/z.outbox';
import { due } from './due';

/** How long a worker has a mail for itself, in milliseconds. After a crash it is free again then. */
export const LEASE_MS = 60_000;

/**
 * Takes up to `limit` due mails, the longest waiting first. One statement, so that no two workers,
 * nor two processes, get the same one.
 */
export async function leaseMails(
	{ limit, now }: { limit: number; now: Date },
	executor: Executor = db
): Promise<OutboxMail[]> {
	const next = executor
		.select({ id: outbox.id })
		.from(outbox)
		.where(due(now))
		.orderBy(outbox.nextAttemptAt)
		.limit(limit);
	return executor
		.update(outbox)
		.set({ leasedUntil: new Date(now.getTime() + LEASE_MS) })
		.where(inArray(outbox.id, next))
		.returning();
}
