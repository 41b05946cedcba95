import { and, eq, exists, gt, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { Executor } from '@/server/db/create-db';
import { db } from '@/server/db/client';
import { outbox, type OutboxMail } from '../../models/z.outbox';
import { mailRanks, type MailRank } from './mail-budget';

/** Milliseconds from now: a lease that ends later was begun by a clock that was ahead. */
const AHEAD_MS = 60 * lifetimes.mailLease;

/** The condition that no worker has a mail. */
export const isFree = (now: Date) =>
	or(
		isNull(outbox.leasedUntil),
		lte(outbox.leasedUntil, now),
		gt(outbox.leasedUntil, new Date(now.getTime() + AHEAD_MS))
	);

/** The rows of a rank whose time has come and that no worker has. */
const due = (rank: MailRank, now: Date) =>
	and(
		eq(outbox.rank, mailRanks[rank]),
		lte(outbox.nextAttemptAt, now),
		isNull(outbox.givenUpAt),
		isFree(now)
	);

/**
 * The ranks of which mails wait to be sent, in their order. One read, so that an idle worker never
 * takes the write lock.
 */
export async function dueRanks(now: Date): Promise<MailRank[]> {
	const waits = (rank: MailRank) =>
		sql<number>`${exists(db.select({ id: outbox.id }).from(outbox).where(due(rank, now)))}`;
	const [found] = await db
		.select({ first: waits('first'), later: waits('later'), slow: waits('slow') })
		.from(sql`(select 1)`);
	return (['first', 'later', 'slow'] as const).filter((rank) => found?.[rank]);
}

/**
 * Takes up to `limit` due mails of a rank, the longest waiting first. One statement, so that no two
 * workers, nor two processes, get the same one.
 */
export async function leaseMails(
	{ limit, rank, now }: { limit: number; rank: MailRank; now: Date },
	executor: Executor = db
): Promise<OutboxMail[]> {
	const next = executor
		.select({ id: outbox.id })
		.from(outbox)
		.where(due(rank, now))
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
export async function releaseMails(leases: { id: string; leasedUntil: Date }[]): Promise<void> {
	// By its end too: one that is over may be another worker's by now.
	const ids = inArray(
		outbox.id,
		leases.map(({ id }) => id)
	);
	const ends = inArray(
		outbox.leasedUntil,
		leases.map(({ leasedUntil }) => leasedUntil)
	);
	if (leases.length > 0) await db.update(outbox).set({ leasedUntil: null }).where(and(ids, ends));
}
