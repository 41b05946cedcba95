import { and, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { outbox, type OutboxMail } from '../../models/z.outbox';

/**
 * Gives a leased mail back after a failed try, to be tried again at `nextAttemptAt`. Without effect
 * when the lease ran out and another worker has taken the mail meanwhile.
 */
export async function updateFailedMail(
	{ id, leasedUntil, attempts }: OutboxMail,
	nextAttemptAt: Date
): Promise<void> {
	if (!leasedUntil) return;
	await db
		.update(outbox)
		.set({ attempts: attempts + 1, nextAttemptAt, leasedUntil: null })
		.where(and(eq(outbox.id, id), eq(outbox.leasedUntil, leasedUntil)));
}
