import { and, eq, inArray, isNotNull, isNull, lte, or } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { Executor } from '@/server/db/create-db';
import { db } from '@/server/db/client';
import { outbox, type OutboxMail } from '../../models/z.outbox';

/** The rows whose time has come and that no worker has. */
const due = (now: Date) =>
	and(
		lte(outbox.nextAttemptAt, now),
		isNull(outbox.givenUpAt),
		or(isNull(outbox.leasedUntil), lte(outbox.leasedUntil, now))
	);

/** Whether a mail waits to be sent: a read, so that an idle worker never takes the write lock. */
export async function hasDueMail(now: Date): Promise<boolean> {
	const rows = await db.select({ id: outbox.id }).from(outbox).where(due(now)).limit(1);
	return rows.length > 0;
}

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
		.set({ leasedUntil: new Date(now.getTime() + lifetimes.mailLease) })
		.where(inArray(outbox.id, next))
		.returning();
}

/** Those of these mails that are there and leased, the longest waiting first. Takes no lock. */
export const getLeasedMails = ({ ids, limit }: { ids: string[]; limit: number }) =>
	db
		.select()
		.from(outbox)
		.where(and(inArray(outbox.id, ids), isNotNull(outbox.leasedUntil)))
		.orderBy(outbox.createdAt)
		.limit(limit);

/** Begins the lease of a mail anew. @returns `null` where another worker has it by now. */
export async function renewLease(lease: {
	id: string;
	leasedUntil: Date;
	now: Date;
}): Promise<OutboxMail | null> {
	const { id, leasedUntil, now } = lease;
	const [mail] = await db
		.update(outbox)
		.set({ leasedUntil: new Date(now.getTime() + lifetimes.mailLease) })
		.where(and(eq(outbox.id, id), eq(outbox.leasedUntil, leasedUntil)))
		.returning();
	return mail ?? null;
}

/** Ends the leases of mails that nobody is sending. */
export async function releaseMails({ ids }: { ids: string[] }): Promise<void> {
	await db.update(outbox).set({ leasedUntil: null }).where(inArray(outbox.id, ids));
}
