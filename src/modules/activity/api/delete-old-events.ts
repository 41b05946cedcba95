import { lt } from 'drizzle-orm';
import { getStoredKey } from '$modules/keys/api/stored-key';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { inSteps } from '@/server/db/delete-in-steps';
import { securityEvents } from '../models/z.security-event';
import { goingColumns, removeEntries } from './chain/remove-entries';
import { keptSince } from './event-store';

/**
 * Entries a step. Old entries are those of many people, each at another place of the indexes by
 * person: with ten the step costs little more in a large record than in a small one.
 */
const STEP = 10;

/**
 * Removes the oldest entries past their time, and tells in the record which.
 * @returns how many: fewer than `limit` at the end.
 */
export async function deleteOldEventsStep(
	{ now, limit = STEP }: { now: Date; limit?: number },
	executor: Executor = db
): Promise<number> {
	const going = await executor
		.select(goingColumns)
		.from(securityEvents)
		.where(lt(securityEvents.createdAt, keptSince(now)))
		.orderBy(securityEvents.createdAt)
		.limit(limit);
	const key = going.length > 0 ? await getStoredKey('record') : null;
	return removeEntries({ type: 'entries-purged', going, key, now }, executor);
}

/** Housekeeping: removes entries past their time, in small steps, until none is left. */
export async function deleteOldEvents(now = new Date()): Promise<void> {
	await inSteps(STEP, () => deleteOldEventsStep({ now }));
}
