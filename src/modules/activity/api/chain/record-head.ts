import { desc, eq, lte, or, isNull, and } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { log } from '@/server/log';
import { recordLinks, recordSealers } from '../../models/z.record-link';
import { SEALER } from './sealer-lease';

/** The newest link of the chain, or `null` while there is none. */
export async function getRecordHead(executor: Executor = db) {
	const { seq, link } = recordLinks;
	// `get` alone reads them all.
	const newest = executor.select({ seq, link }).from(recordLinks).orderBy(desc(seq)).limit(1);
	return (await newest.get()) ?? null;
}

/**
 * Tells the log the newest link, if that is due: kept elsewhere, it shows later whether the record was
 * cut off or an older copy put in its place.
 * @param isDue at once; otherwise an hour after the last time, by whichever process comes first.
 */
export async function tellRecordHead({ isDue, now }: { isDue: boolean; now: Date }): Promise<void> {
	const before = new Date(now.getTime() - lifetimes.recordHeadTold);
	const { name, headToldAt } = recordSealers;
	const isWaiting = or(isNull(headToldAt), lte(headToldAt, before));
	const where = and(eq(name, SEALER), isDue ? undefined : isWaiting);
	// Looked for first: writing for nothing would cost a sync a minute.
	if ((await db.$count(recordSealers, where)) === 0) return;
	const { rowsAffected } = await db.update(recordSealers).set({ headToldAt: now }).where(where);
	const head = rowsAffected > 0 && (await getRecordHead());
	if (!head) return;
	log.info(
		{ event: 'record-head', seq: head.seq, link: head.link },
		'the newest link of the record'
	);
}
